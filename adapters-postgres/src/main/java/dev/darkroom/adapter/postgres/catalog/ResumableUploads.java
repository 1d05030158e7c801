package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.ImageState.Receiving.Declaration;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.model.resumable.PartToken;
import dev.darkroom.domain.model.resumable.UploadProgress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of resumable uploads in {@code image}. They are null in the rows of images. */
final class ResumableUploads {
    static final String COLUMNS =
            "upload_image, upload_metadata, upload_offset, upload_length, upload_parts, upload_last";

    /** The values of {@link #COLUMNS} in the row of an image. */
    static final List<@Nullable Object> NONE = Collections.nCopies(6, null);

    private static final String ADVANCE =
            """
                    UPDATE image SET upload_offset = ?, upload_length = ?, upload_parts = ?, upload_last = ?
                    WHERE id = ? AND state = 'pending' AND upload_offset = ? AND upload_length IS NOT DISTINCT FROM ?::bigint
                        AND upload_last IS NOT DISTINCT FROM ?::text
                    """;

    private ResumableUploads() {}

    /** The values of {@link #COLUMNS}. */
    static List<@Nullable Object> values(ImageState.Receiving upload) {
        UploadProgress progress = upload.progress();
        return Arrays.asList(
                upload.image().value(), upload.declared().metadata(), progress.offset(), progress.length(),
                progress.parts(), text(progress.last()));
    }

    /** Returns whether the upload had the current progress. */
    static boolean advance(Session session, ImageId id, UploadProgress current, UploadProgress next)
            throws SQLException {
        return session.update(
                ADVANCE, next.offset(), next.length(), next.parts(), text(next.last()), id.value(), current.offset(),
                current.length(), text(current.last())) > 0;
    }

    private static @Nullable String text(@Nullable PartToken token) {
        return token == null ? null : token.value();
    }

    static ImageState.Receiving read(
            ImageId id, ImageId image, Instant deadline, ResultSet row, @Nullable QuotaReservation claim)
            throws SQLException {
        String filename = row.getString("filename");
        String last = row.getString("upload_last");
        try {
            return new ImageState.Receiving(
                    id,
                    image,
                    deadline,
                    new Declaration(
                            new UserId(row.getString("owner")),
                            filename == null ? null : new Filename(filename),
                            ImageRows.details(row),
                            row.getString("upload_metadata"),
                            row.getBoolean("returns_existing")),
                    new UploadProgress(
                            row.getLong("upload_offset"), row.getObject("upload_length", Long.class),
                            row.getInt("upload_parts"), last == null ? null : new PartToken(last)),
                    claim);
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted("The catalog's row of the resumable upload " + id + " is damaged", e);
        }
    }
}
