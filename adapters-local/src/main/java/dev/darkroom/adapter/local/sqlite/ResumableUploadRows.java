package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.ImageState.Receiving.Declaration;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.PartToken;
import dev.darkroom.domain.model.resumable.UploadProgress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resumable uploads. SQLite deletes a row together with its row in {@code unfinished}. */
final class ResumableUploadRows {
    private static final String INSERT =
            """
                    INSERT INTO resumable_upload (id, image_id, owner, filename, title, description, tags, visibility, metadata,
                        received_bytes, length, parts, last_part, returns_existing)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """;

    private static final String ADVANCE =
            "UPDATE resumable_upload SET received_bytes = ?, length = ?, parts = ?, last_part = ? WHERE id = ?";

    private ResumableUploadRows() {}

    static void insert(Sqlite sqlite, ImageState.Receiving upload) throws SQLException {
        Declaration declared = upload.declared();
        Filename filename = declared.filename();
        ImageDetails details = declared.details();
        UploadProgress progress = upload.progress();
        sqlite.update(INSERT,
                ImageRows.bytes(upload.id()),
                ImageRows.bytes(upload.image()),
                declared.owner().value(),
                filename == null ? null : filename.value(),
                details.title(),
                details.description(),
                DirectUploadRows.text(details.tags()),
                ImageRows.text(details.visibility()),
                declared.metadata(),
                progress.offset(),
                progress.length(),
                progress.parts(),
                text(progress.last()),
                declared.returnsExisting() ? 1 : 0);
    }

    static void advance(Sqlite sqlite, ImageId id, UploadProgress next) throws SQLException {
        sqlite.update(ADVANCE, next.offset(), next.length(), next.parts(), text(next.last()), ImageRows.bytes(id));
    }

    private static @Nullable String text(@Nullable PartToken token) {
        return token == null ? null : token.value();
    }

    static Optional<ImageState.Receiving> find(
            Sqlite sqlite, ImageId id, Instant deadline, @Nullable QuotaReservation claim) throws SQLException {
        try (ResultSet row = sqlite.query("SELECT * FROM resumable_upload WHERE id = ?", ImageRows.bytes(id))) {
            return row.next() ? Optional.of(read(id, deadline, claim, row)) : Optional.empty();
        }
    }

    private static ImageState.Receiving read(
            ImageId id, Instant deadline, @Nullable QuotaReservation claim, ResultSet row) throws SQLException {
        String filename = row.getString("filename");
        String last = row.getString("last_part");
        long length = row.getLong("length");
        boolean hasLength = !row.wasNull();
        try {
            return new ImageState.Receiving(
                    id,
                    ImageRows.id(row.getBytes("image_id")),
                    deadline,
                    new Declaration(
                            new UserId(row.getString("owner")),
                            filename == null ? null : new Filename(filename),
                            new ImageDetails(
                                    row.getString("title"),
                                    row.getString("description"),
                                    DirectUploadRows.tags(row.getString("tags")),
                                    ImageRows.visibility(row.getString("visibility"))),
                            row.getString("metadata"),
                            row.getBoolean("returns_existing")),
                    new UploadProgress(
                            row.getLong("received_bytes"), hasLength ? length : null, row.getInt("parts"),
                            last == null ? null : new PartToken(last)),
                    claim);
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted("The catalog's row of the resumable upload " + id + " is damaged", e);
        }
    }
}
