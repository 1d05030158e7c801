package dev.darkroom.adapter.postgres.schema;

import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.domain.model.TakenTime;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.object.Filename;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Completes the rows of version 1 for version 2. */
final class Filling {
    private static final int BATCH = 1_000;

    private static final String NEXT =
            """
                    SELECT id, filename, title, description, tags, taken_at, created_at FROM image
                    WHERE state = 'ready' AND id > ? ORDER BY id LIMIT %d
                    """.formatted(BATCH);

    private static final String FILL =
            """
                    UPDATE image SET taken_time = call.taken_time::bigint, taken_month = call.taken_month::integer,
                        words = array_to_tsvector(string_to_array(call.words, ' '))
                    FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS call (call_id, taken_time, taken_month, words)
                    WHERE id = call_id::uuid
                    """;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private Filling() {}

    private record Row(UUID id, Instant takenTime, String words) {}

    static void run(Session session) throws SQLException {
        UUID last = BEFORE_ALL;
        List<Row> rows;
        do {
            rows = session.rows(NEXT, Filling::row, last);
            if (!rows.isEmpty()) {
                last = rows.getLast().id();
                session.update(FILL, texts(rows, Row::id), texts(rows, row -> row.takenTime().toEpochMilli()),
                        texts(rows, row -> TakenTime.month(row.takenTime())), texts(rows, Row::words));
            }
        } while (rows.size() == BATCH);
        session.update("UPDATE image_tag SET taken_time = image.taken_time, taken_month = image.taken_month"
                + " FROM image WHERE image.id = image_tag.id");
    }

    private static List<String> texts(List<Row> rows, Function<Row, Object> value) {
        return rows.stream().map(value).map(Object::toString).toList();
    }

    private static Row row(ResultSet row) throws SQLException {
        String takenAt = row.getString("taken_at");
        ImageDetails details = new ImageDetails(row.getString("title"), row.getString("description"),
                Tags.of(Session.texts(row, "tags")), Visibility.PRIVATE);
        return new Row(
                row.getObject("id", UUID.class),
                TakenTime.of(takenAt == null ? null : Instant.parse(takenAt), Session.time(row, "created_at")),
                String.join(" ", Words.of(new Filename(row.getString("filename")), details)));
    }
}
