package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.ContentCredentials;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.QuotaReservation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Converts images and their states to and from rows. */
final class ImageRows {
    /** The columns of {@link #values}. */
    static final String COLUMNS =
            "owner, filename, content_type, size_bytes, width, height, sha256, received_sha256, title, description, visibility,"
                    + " taken_at, content_credentials, placeholder, created_at, updated_at, version, tags";

    /** The columns of {@link #derived}. */
    static final String DERIVED = "taken_time, taken_month, words";

    /** {@link #COLUMNS} and the id, where other tables have columns of the same names. */
    static final String COLUMNS_OF_IMAGE = Arrays.stream(("id, " + COLUMNS).split(", "))
            .map(column -> "image." + column)
            .collect(Collectors.joining(", "));

    /** Names its columns, because a prepared statement with an asterisk fails after a migration added a column. */
    static final String STATE =
            "SELECT id, state, since, trashed_at, claim_owner, claim_bytes, returns_existing, "
                    + ResumableUploads.COLUMNS + ", "
                    + COLUMNS + " FROM image WHERE id = ?";

    static final String LOCKED_STATE = STATE + " FOR UPDATE";

    private ImageRows() {}

    /** The values of {@link #COLUMNS}. */
    static List<@Nullable Object> values(Image image) {
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
                received == null ? null : received.hex(),
                details.title(),
                details.description(),
                number(details.visibility()),
                takenAt == null ? null : takenAt.toString(),
                ContentCredentials.text(image.contentCredentials()),
                image.placeholder(),
                image.createdAt(),
                image.updatedAt(),
                image.version(),
                texts(details.tags()));
    }

    /** The values of {@link #DERIVED}, by which lists sort and search. */
    static List<Object> derived(Image image) {
        return List.of(
                image.takenTime().toEpochMilli(), TakenTime.month(image.takenTime()),
                Words.of(image.filename(), image.details()));
    }

    static List<String> texts(Tags tags) {
        return tags.values().stream().map(Tag::value).toList();
    }

    /** Reads the state of an image from a row of {@link #STATE}. */
    static ImageState state(ResultSet row) throws SQLException {
        ImageId id = new ImageId(row.getObject("id", UUID.class));
        String state = row.getString("state");
        if (state.equals("ready")) {
            return new ImageState.Ready(image(id, row));
        }
        if (state.equals("trashed")) {
            return trashed(id, row);
        }
        Instant since = Session.time(row, "since");
        if (state.equals("deleting")) {
            return new ImageState.Deleting(id, since);
        }
        QuotaReservation claim = claim(row);
        UUID image = row.getObject("upload_image", UUID.class);
        if (image != null) {
            return ResumableUploads.read(id, new ImageId(image), since, row, claim);
        }
        return row.getString("owner") == null
                ? new ImageState.Uploading(id, since, claim)
                : new ImageState.AwaitingBytes(id, since, directUpload(id, row), claim);
    }

    /** Reads an image in the trash from a row with {@link #COLUMNS} and trashed_at. */
    static ImageState.Trashed trashed(ImageId id, ResultSet row) throws SQLException {
        return new ImageState.Trashed(image(id, row), Session.time(row, "trashed_at"));
    }

    /** The reservation in a row; null if it has none. */
    private static @Nullable QuotaReservation claim(ResultSet row) throws SQLException {
        String owner = row.getString("claim_owner");
        return owner == null ? null : new QuotaReservation(new UserId(owner), row.getLong("claim_bytes"));
    }

    /** Reads an image from a row with {@link #COLUMNS}. */
    static Image image(ImageId id, ResultSet row) throws SQLException {
        String takenAt = row.getString("taken_at");
        String received = row.getString("received_sha256");
        try {
            return new Image(
                    id,
                    new UserId(row.getString("owner")),
                    new Filename(row.getString("filename")),
                    contentType(row),
                    row.getLong("size_bytes"),
                    new Dimensions(row.getInt("width"), row.getInt("height")),
                    new Checksum(row.getString("sha256")),
                    received == null ? null : new Checksum(received),
                    details(row),
                    takenAt == null ? null : Instant.parse(takenAt),
                    ContentCredentials.ofText(row.getString("content_credentials")),
                    row.getString("placeholder"),
                    Session.time(row, "created_at"),
                    Session.time(row, "updated_at"),
                    row.getLong("version"));
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted("The catalog's row of the image " + id + " is damaged", e);
        }
    }

    private static DirectUpload directUpload(ImageId id, ResultSet row) throws SQLException {
        String filename = row.getString("filename");
        try {
            return new DirectUpload(
                    new UserId(row.getString("owner")),
                    filename == null ? null : new Filename(filename),
                    details(row),
                    contentType(row),
                    row.getLong("size_bytes"),
                    row.getBoolean("returns_existing"));
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted("The catalog's row of the direct upload " + id + " is damaged", e);
        }
    }

    static ImageDetails details(ResultSet row) throws SQLException {
        return new ImageDetails(
                row.getString("title"),
                row.getString("description"),
                Tags.of(Session.texts(row, "tags")),
                row.getInt("visibility") == 0 ? Visibility.PRIVATE : Visibility.PUBLIC);
    }

    private static ContentType contentType(ResultSet row) throws SQLException {
        String mediaType = row.getString("content_type");
        return ContentType.ofMediaType(mediaType)
                .orElseThrow(() -> new IllegalArgumentException("No content type: " + mediaType));
    }

    /** The stored form. */
    static int number(Visibility visibility) {
        return switch (visibility) {
            case PRIVATE -> 0;
            case PUBLIC -> 1;
        };
    }
}
