package dev.darkroom.benchmark.catalogs;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;

/**
 * The images of a filled catalog, the same in PostgreSQL and SQLite. Of ten images, four belong to the owner {@value #MANY} and one is public.
 * The oldest {@value #IMAGES_OF_OLD} belong to {@value #OLD}, and the others to 200 owners. Each image has two of 20 tags. One
 * of 100 has the word {@value #RARE}. The pictures were taken in the ten years before they were stored. Both are filled with the first version of
 * the schema, so that the rest of it is a migration.
 */
record Filling(int images) {
    static final String MANY = "many";
    static final String OLD = "old";
    static final String TAG = "tag 3";
    static final String RARE = "heron";
    static final int IMAGES_OF_OLD = 1_700;

    private static final long FIRST_MILLIS = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long MILLIS_APART = 60_000;

    /** The ids grow with the times, as those of uploads do. */
    private static final long ID_PREFIX = 0x0190_0000_0000_7000L;

    private static final long ID_VARIANT = 0x8000_0000_0000_0000L;

    static Instant createdAt(int number) {
        return Instant.ofEpochMilli(FIRST_MILLIS + number * MILLIS_APART);
    }

    static UUID id(int number) {
        return new UUID(ID_PREFIX, ID_VARIANT | number);
    }

    /** Fills the empty tables of PostgreSQL. */
    void intoPostgres(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                            INSERT INTO image (id, state, owner, filename, content_type, size_bytes, width, height, sha256, title, description, visibility,
                                taken_at, placeholder, created_at, updated_at, version, tags)
                            SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'ready',
                                CASE WHEN n < %d THEN 'old' WHEN n %% 10 < 4 THEN 'many' ELSE 'owner-' || n %% 200 END,
                                'IMG_' || n || '.jpg', 'image/jpeg', 487350, 2560, 1600, repeat('0123456789abcdef', 4), 'Picture ' || n,
                                CASE WHEN n %% 100 = 0 THEN 'A heron' END, (n %% 10 = 7 OR n %% 20 = 2)::int,
                                to_char((t - n * 7919 %% 3650 * interval '1 day') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                                'UklGRhYAAABXRUJQVlA4TAoAAAAvAAAAAEX/I/of', t, t, 1,
                                ARRAY['tag ' || n / 10 %% 20, 'tag ' || (n / 10 + 7) %% 20]
                            FROM generate_series(0::bigint, %d) n, LATERAL (SELECT to_timestamp((%d + n::bigint * %d) / 1000.0) AS t) times
                            """
                            .formatted(IMAGES_OF_OLD, images - 1, FIRST_MILLIS, MILLIS_APART));
            statement.execute(
                    """
                            INSERT INTO image_tag (id, tag, owner, visibility, created_at, content_type)
                            SELECT id, unnest(tags), owner, visibility, created_at, content_type FROM image
                            """);
            statement.execute("INSERT INTO usage SELECT owner, sum(size_bytes) FROM image GROUP BY owner");
            statement.execute("VACUUM ANALYZE");
            statement.execute("CHECKPOINT");
        }
    }

    /** Fills the empty tables of SQLite. */
    void intoSqlite(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                            WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d)
                            INSERT INTO image
                            SELECT unhex('01900000000070008000' || printf('%%012x', n)),
                                CASE WHEN n < %d THEN 'old' WHEN n %% 10 < 4 THEN 'many' ELSE 'owner-' || n %% 200 END,
                                'IMG_' || n || '.jpg', 'image/jpeg', 487350, 2560, 1600,
                                '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef', 'Picture ' || n,
                                CASE WHEN n %% 100 = 0 THEN 'A heron' END,
                                CASE WHEN n %% 10 = 7 OR n %% 20 = 2 THEN 'public' ELSE 'private' END,
                                strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', (%d + n * %d) / 1000 - n * 7919 %% 3650 * 86400, 'unixepoch'),
                                'UklGRhYAAABXRUJQVlA4TAoAAAAvAAAAAEX/I/of', %d + n * %d, %d + n * %d, 1
                            FROM numbers
                            """
                            .formatted(images - 1, IMAGES_OF_OLD, FIRST_MILLIS, MILLIS_APART, FIRST_MILLIS,
                                    MILLIS_APART, FIRST_MILLIS, MILLIS_APART));
            statement.execute(
                    """
                            INSERT INTO image_tag
                            SELECT id, ordinal, 'tag ' || ((rowid - 1 + ordinal * 70) / 10 % 20), owner, visibility, created_at, content_type
                            FROM image, (SELECT 0 AS ordinal UNION ALL SELECT 1)
                            """);
            statement.execute("INSERT INTO usage SELECT owner, sum(size_bytes) FROM image GROUP BY owner");
        }
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }
}
