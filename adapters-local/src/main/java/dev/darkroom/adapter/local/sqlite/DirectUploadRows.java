package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.object.Filename;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The declarations of direct uploads. SQLite deletes a row together with the row of its image in {@code unfinished}. */
final class DirectUploadRows {
    private static final String INSERT =
            """
                    INSERT INTO direct_upload (id, owner, filename, title, description, tags, visibility, content_type, size_bytes,
                        returns_existing)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """;

    /** No tag contains a line break. */
    private static final String TAG_SEPARATOR = "\n";

    private DirectUploadRows() {}

    static void insert(Sqlite sqlite, ImageId id, DirectUpload upload) throws SQLException {
        Filename filename = upload.filename();
        ImageDetails details = upload.details();
        sqlite.update(INSERT,
                ImageRows.bytes(id),
                upload.owner().value(),
                filename == null ? null : filename.value(),
                details.title(),
                details.description(),
                text(details.tags()),
                ImageRows.text(details.visibility()),
                upload.contentType().mediaType(),
                upload.sizeBytes(),
                upload.returnsExisting() ? 1 : 0);
    }

    /** The stored form of tags. */
    static String text(Tags tags) {
        return tags.values().stream().map(Tag::value).collect(Collectors.joining(TAG_SEPARATOR));
    }

    static Tags tags(String text) {
        return text.isEmpty() ? Tags.NONE : Tags.of(List.of(text.split(TAG_SEPARATOR)));
    }

    static Optional<DirectUpload> find(Sqlite sqlite, ImageId id) throws SQLException {
        try (ResultSet row = sqlite.query("SELECT * FROM direct_upload WHERE id = ?", ImageRows.bytes(id))) {
            return row.next() ? Optional.of(read(id, row)) : Optional.empty();
        }
    }

    private static DirectUpload read(ImageId id, ResultSet row) throws SQLException {
        String filename = row.getString("filename");
        try {
            return new DirectUpload(
                    new UserId(row.getString("owner")),
                    filename == null ? null : new Filename(filename),
                    new ImageDetails(
                            row.getString("title"),
                            row.getString("description"),
                            tags(row.getString("tags")),
                            ImageRows.visibility(row.getString("visibility"))),
                    ImageRows.contentType(row.getString("content_type")),
                    row.getLong("size_bytes"),
                    row.getBoolean("returns_existing"));
        } catch (RuntimeException e) {
            throw new StorageException.Corrupted("The catalog's row of the direct upload " + id + " is damaged", e);
        }
    }
}
