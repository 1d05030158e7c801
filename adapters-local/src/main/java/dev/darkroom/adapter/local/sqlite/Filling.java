package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.image.Image;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Completes the rows of version 5 for version 6. */
final class Filling {
    private static final String NEXT =
            """
                    SELECT *, NULL AS received_sha256, NULL AS content_credentials, (SELECT group_concat(tag, char(10))
                        FROM (SELECT tag FROM image_tag WHERE image_tag.id = image.id ORDER BY ordinal)) AS tags
                    FROM image WHERE id > ? ORDER BY id LIMIT 1
                    """;

    private static final byte[] BEFORE_ALL = {};

    private Filling() {}

    static void run(Sqlite sqlite) throws SQLException {
        byte[] last = BEFORE_ALL;
        for (Image image = next(sqlite, last); image != null; image = next(sqlite, last)) {
            last = ImageRows.bytes(image.id());
            long time = image.takenTime().toEpochMilli();
            int month = TakenTime.month(image.takenTime());
            sqlite.update("UPDATE image SET taken_time = ?, taken_month = ? WHERE id = ?", time, month, last);
            sqlite.update("UPDATE image_tag SET taken_time = ?, taken_month = ? WHERE id = ?", time, month, last);
            SearchRows.insert(sqlite, image);
        }
        for (String owner : new String[]{"owner", "''"}) {
            sqlite.update("INSERT INTO tally SELECT " + owner
                    + ", '', visibility, taken_month, count(*) FROM image GROUP BY 1, 2, 3, 4");
            sqlite.update("INSERT INTO tally SELECT " + owner
                    + ", tag, visibility, taken_month, count(*) FROM image_tag GROUP BY 1, 2, 3, 4");
        }
    }

    private static @Nullable Image next(Sqlite sqlite, byte[] last) throws SQLException {
        try (ResultSet row = sqlite.query(NEXT, last)) {
            if (!row.next()) {
                return null;
            }
            ImageId id = ImageRows.id(row.getBytes("id"));
            return ImageRows.read(id, row);
        }
    }
}
