package dev.darkroom.adapter.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.ImageId;
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
import dev.darkroom.domain.port.out.archive.Archive.Archived;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image as one line of JSON. The fields have the names of the API and the order of the components. Times are RFC 3339 in
 * UTC, with the precision that is stored.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
record ImageLine(
        @Nullable String imageId,
        @Nullable String userId,
        @Nullable String filename,
        @Nullable String contentType,
        @Nullable Long size,
        @Nullable Integer width,
        @Nullable Integer height,
        @Nullable String sha256,
        @Nullable String receivedSha256,
        @Nullable String title,
        @Nullable String description,
        @Nullable List<String> tags,
        @Nullable String visibility,
        @Nullable String takenAt,
        @Nullable String contentCredentials,
        @Nullable String placeholder,
        @Nullable String createdAt,
        @Nullable String updatedAt,
        @Nullable Long version,
        @Nullable String trashedAt) {

    /** In UTF-8. The longest possible line has about 50 KiB, with every character escaped. */
    static final int MAX_BYTES = 64 * 1024;

    /** A ThumbHash has at most 25 bytes. */
    private static final Pattern PLACEHOLDER = Pattern.compile("[A-Za-z0-9+/]{1,64}={0,2}");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    /** Returns the line, without a line break. */
    static String of(Archived archived) {
        Image image = archived.image();
        ImageLine line = new ImageLine(
                image.id().toString(),
                image.owner().value(),
                image.filename().value(),
                image.contentType().mediaType(),
                image.sizeBytes(),
                image.dimensions().width(),
                image.dimensions().height(),
                image.sha256().hex(),
                image.receivedSha256() == null ? null : image.receivedSha256().hex(),
                image.details().title(),
                image.details().description(),
                image.details().tags().values().stream().map(Tag::value).toList(),
                image.details().visibility().name().toLowerCase(Locale.ROOT),
                image.takenAt() == null ? null : image.takenAt().toString(),
                ContentCredentials.text(image.contentCredentials()),
                image.placeholder(),
                image.createdAt().toString(),
                image.updatedAt().toString(),
                image.version(),
                archived.trashedAt() == null ? null : archived.trashedAt().toString());
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Strings and numbers can be written as JSON", e);
        }
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if the line is not an image; the message is a predicate that follows the name of the line
     */
    static Archived parse(byte[] line) {
        ImageLine read;
        try {
            read = JSON.readValue(line, ImageLine.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("is not the JSON of an image: " + Printable.of(e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException("is not UTF-8", e);
        }
        if (read == null) {
            throw new IllegalArgumentException("is not the JSON of an image: null");
        }
        try {
            return new Archived(read.image(), read.trashedAt == null ? null : Instant.parse(read.trashedAt));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("can't be read: " + Printable.of(String.valueOf(e.getMessage())), e);
        }
    }

    static Archived parse(String line) {
        return parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private Image image() {
        Instant created = Instant.parse(required("created_at", createdAt));
        String id = required("image_id", imageId);
        String type = required("content_type", contentType);
        if (placeholder != null && !PLACEHOLDER.matcher(placeholder).matches()) {
            throw new IllegalArgumentException("placeholder must be the base64 of a ThumbHash");
        }
        return new Image(
                ImageId.parse(id)
                        .orElseThrow(() -> new IllegalArgumentException("image_id must be a UUID in lower case")),
                new UserId(required("user_id", userId)),
                new Filename(required("filename", filename)),
                ContentType.ofMediaType(type)
                        .orElseThrow(() -> new IllegalArgumentException("content_type must be one that is accepted")),
                required("size", size),
                new Dimensions(required("width", width), required("height", height)),
                new Checksum(required("sha256", sha256)),
                receivedSha256 == null ? null : new Checksum(receivedSha256),
                new ImageDetails(title, description, Tags.of(tags == null ? List.of() : tags), readVisibility()),
                takenAt == null ? null : Instant.parse(takenAt),
                ContentCredentials.ofText(contentCredentials),
                placeholder,
                created,
                updatedAt == null ? created : Instant.parse(updatedAt),
                version == null ? 1 : version);
    }

    private Visibility readVisibility() {
        return switch (visibility) {
            case "public" -> Visibility.PUBLIC;
            case "private" -> Visibility.PRIVATE;
            case null -> Visibility.PRIVATE;
            default -> throw new IllegalArgumentException("visibility must be private or public");
        };
    }

    private static <T> T required(String field, @Nullable T value) {
        return Optional.ofNullable(value).orElseThrow(() -> new IllegalArgumentException(field + " is missing"));
    }
}
