package dev.darkroom.domain.testkit;

import dev.darkroom.domain.model.Checksum;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.model.Dimensions;
import dev.darkroom.domain.model.Filename;
import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.model.ImageDetails;
import dev.darkroom.domain.model.Tags;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.Visibility;
import dev.darkroom.domain.port.out.IdGenerator;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An image of which a test says only what matters to it. */
public final class ImageBuilder {
    private static final IdGenerator IDS = new SequentialIds();

    private UserId owner = new UserId("alice");
    private Filename filename = new Filename("kite.jpg");
    private ContentType contentType = ContentType.JPEG;
    private @Nullable String title;
    private @Nullable String description;
    private Tags tags = Tags.NONE;
    private Visibility visibility = Visibility.PRIVATE;
    private @Nullable Instant takenAt;
    private @Nullable String placeholder;
    private long sizeBytes = 487_350;
    private Checksum sha256 = Checksum.of(Checksum.newDigest().digest());
    private Dimensions dimensions = new Dimensions(2560, 1600);
    private Instant createdAt = Instant.parse("2026-11-22T23:26:11.123Z");
    private long version = 1;

    private ImageBuilder() {}

    public static ImageBuilder image() {
        return new ImageBuilder();
    }

    public ImageBuilder owner(String value) {
        owner = new UserId(value);
        return this;
    }

    public ImageBuilder filename(String value) {
        filename = new Filename(value);
        return this;
    }

    public ImageBuilder contentType(ContentType value) {
        contentType = value;
        return this;
    }

    /** Its size and its checksum are those of the bytes. */
    public ImageBuilder content(byte[] bytes) {
        sizeBytes = bytes.length;
        sha256 = checksum(bytes);
        return this;
    }

    /** The SHA-256 of bytes. */
    public static Checksum checksum(byte[] bytes) {
        return Checksum.of(Checksum.newDigest().digest(bytes));
    }

    public ImageBuilder sizeBytes(long value) {
        sizeBytes = value;
        return this;
    }

    public ImageBuilder dimensions(int width, int height) {
        dimensions = new Dimensions(width, height);
        return this;
    }

    public ImageBuilder title(String value) {
        title = value;
        return this;
    }

    public ImageBuilder description(String value) {
        description = value;
        return this;
    }

    public ImageBuilder tags(String... values) {
        tags = Tags.of(List.of(values));
        return this;
    }

    public ImageBuilder visibility(Visibility value) {
        visibility = value;
        return this;
    }

    public ImageBuilder takenAt(Instant value) {
        takenAt = value;
        return this;
    }

    public ImageBuilder placeholder(String value) {
        placeholder = value;
        return this;
    }

    public ImageBuilder createdAt(Instant value) {
        createdAt = value;
        return this;
    }

    public ImageBuilder createdAt(String value) {
        return createdAt(Instant.parse(value));
    }

    public ImageBuilder version(long value) {
        version = value;
        return this;
    }

    /** Each call makes another image. */
    public Image build() {
        return new Image(
                IDS.next(createdAt),
                owner,
                filename,
                contentType,
                sizeBytes,
                dimensions,
                sha256,
                new ImageDetails(title, description, tags, visibility),
                takenAt,
                placeholder,
                createdAt,
                createdAt,
                version);
    }
}
