package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of ready images and of their tags. */
final class ImageRows {
    /** What {@link #read} reads, without the id. */
    static final String COLUMNS =
            "owner, filename, content_type, size_bytes, width, height, sha256, title, description, visibility, taken_at,"
                    + " placeholder, created_at, updated_at, version, received_sha256, content_credentials, tags";

    private static final String INSERT_IMAGE =
            """
                    INSERT INTO image (id, owner, filename, content_type, size_bytes, width, height, sha256, title, description,
                        visibility, taken_at, placeholder, created_at, updated_at, version, received_sha256, content_credentials,
                        taken_time, taken_month, tags)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """;
    private static final String INSERT_TAG =
            """
                    INSERT INTO image_tag (id, ordinal, tag, owner, visibility, created_at, content_type, taken_time, taken_month)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """;

    static final String FIND = "SELECT * FROM image WHERE id = ?";

    /** Of an owner's images with the same received bytes, the one that was stored first. */
    static final String FIND_RECEIVED =
            "SELECT * FROM image INDEXED BY image_received WHERE owner = ? AND received_sha256 = ?"
                    + " ORDER BY created_at, id LIMIT 1";

    private ImageRows() {}

    static void insert(Sqlite sqlite, Image image) throws SQLException {
        byte[] id = bytes(image.id());
        ImageDetails details = image.details();
        List<@Nullable Object> values = new ArrayList<>();
        values.add(id);
        values.addAll(columns(image));
        values.add(image.takenTime().toEpochMilli());
        values.add(TakenTime.month(image.takenTime()));
        values.add(tags(image));
        sqlite.update(INSERT_IMAGE, values.toArray());
        int ordinal = 0;
        for (Tag tag : details.tags()) {
            sqlite.update(INSERT_TAG,
                    id,
                    ordinal++,
                    tag.value(),
                    image.owner().value(),
                    text(details.visibility()),
                    image.createdAt().toEpochMilli(),
                    image.contentType().mediaType(),
                    image.takenTime().toEpochMilli(),
                    TakenTime.month(image.takenTime()));
        }
        SearchRows.insert(sqlite, image);
    }

    /** The values of the columns from owner to content_credentials. */
    static List<@Nullable Object> columns(Image image) {
        ImageDetails details = image.details();
        Instant takenAt = image.takenAt();
        Checksum received = image.receivedSha256();
        return Arrays.asList(
                image.owner().value(),
                image.filename().value(),
                image.contentType().mediaType(),
                image.sizeBytes(),
                image.dimensions().width(),
                image.dimensions().height(),
                image.sha256().hex(),
                details.title(),
                details.description(),
                text(details.visibility()),
                // As text, because cameras may record more precise times than milliseconds.
                takenAt == null ? null : takenAt.toString(),
                image.placeholder(),
                image.createdAt().toEpochMilli(),
                image.updatedAt().toEpochMilli(),
                image.version(),
                received == null ? null : received.hex(),
                ContentCredentials.text(image.contentCredentials()));
    }

    /** The tags in one text, separated by line breaks, which no tag contains; null if there are none. */
    static @Nullable String tags(Image image) {
        List<Tag> tags = image.details().tags().values();
        return tags.isEmpty() ? null : tags.stream().map(Tag::value).collect(Collectors.joining("\n"));
    }

    /** Deletes an image and its tags. */
    static void delete(Sqlite sqlite, ImageId id) throws SQLException {
        sqlite.update("DELETE FROM image WHERE id = ?", bytes(id));
    }

    static Optional<Image> find(Sqlite sqlite, ImageId id) throws SQLException {
        try (ResultSet row = sqlite.query(FIND, bytes(id))) {
            return row.next() ? Optional.of(read(id, row)) : Optional.empty();
        }
    }

    static Optional<Image> findReceived(Sqlite sqlite, UserId owner, Checksum received) throws SQLException {
        try (ResultSet row = sqlite.query(FIND_RECEIVED, owner.value(), received.hex())) {
            return row.next() ? Optional.of(read(id(row.getBytes("id")), row)) : Optional.empty();
        }
    }

    /** Reads an image from a row with {@link #COLUMNS}. */
    static Image read(ImageId id, ResultSet row) throws SQLException {
        String takenAt = row.getString("taken_at");
        String tags = row.getString("tags");
        String received = row.getString("received_sha256");
        try {
            return new Image(
                    id,
                    new UserId(row.getString("owner")),
                    new Filename(row.getString("filename")),
                    contentType(row.getString("content_type")),
                    row.getLong("size_bytes"),
                    new Dimensions(row.getInt("width"), row.getInt("height")),
                    new Checksum(row.getString("sha256")),
                    received == null ? null : new Checksum(received),
                    new ImageDetails(
                            row.getString("title"),
                            row.getString("description"),
                            tags == null ? Tags.NONE : Tags.of(List.of(tags.split("\n"))),
                            visibility(row.getString("visibility"))),
                    takenAt == null ? null : Instant.parse(takenAt),
                    ContentCredentials.ofText(row.getString("content_credentials")),
                    row.getString("placeholder"),
                    Instant.ofEpochMilli(row.getLong("created_at")),
                    Instant.ofEpochMilli(row.getLong("updated_at")),
                    row.getLong("version"));
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted("The catalog's row of the image " + id + " is damaged", e);
        }
    }

    static ContentType contentType(String mediaType) {
        return ContentType.ofMediaType(mediaType)
                .orElseThrow(() -> new IllegalArgumentException("No content type: " + mediaType));
    }

    static Visibility visibility(String text) {
        return Visibility.valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** The stored form. */
    static String text(Visibility visibility) {
        return visibility.name().toLowerCase(Locale.ROOT);
    }

    /** The stored form; it has the same order as {@link ImageId#compareTo}. */
    static byte[] bytes(ImageId id) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(id.value().getMostSignificantBits())
                .putLong(id.value().getLeastSignificantBits())
                .array();
    }

    static ImageId id(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new ImageId(new UUID(buffer.getLong(), buffer.getLong()));
    }
}
