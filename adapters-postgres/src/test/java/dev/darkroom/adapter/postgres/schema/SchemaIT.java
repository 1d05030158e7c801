package dev.darkroom.adapter.postgres.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemaIT {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final List<String> CONCURRENT = List.of("1.sql", "concurrent.sql");

    private PostgresSettings settings;
    private Database database;

    @BeforeEach
    void open() {
        settings = PostgresSettings.parse(LocalPostgres.shared().newDatabase(), null);
        database = new Database(settings);
    }

    @AfterEach
    void close() {
        if (database != null) {
            database.close();
        }
    }

    private long tables() {
        return database.statement(session -> session.row(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", row -> row.getLong(1)).orElseThrow());
    }

    @Test
    void newDatabaseGetsTheTablesOnce() {
        Schema schema = new Schema(database);

        assertThat(schema.migrate()).isEqualTo(new Schema.Migration(0, 8));
        assertThat(schema.migrate()).isEqualTo(new Schema.Migration(8, 8));

        assertThat(tables()).isEqualTo(10);
        assertThatCode(schema::check).doesNotThrowAnyException();
    }

    @Test
    void dryRunChangesNothing() {
        assertThat(new Schema(database).dryRun()).isEqualTo(new Schema.Migration(0, 8));

        assertThat(tables()).isZero();
    }

    @Test
    void migrationDoesNotWaitForAnotherOneWithoutEnd() {
        Schema schema = new Schema(database, List.of("1.sql"), Duration.ofMillis(50));

        database.transaction(session -> {
            session.row("SELECT pg_advisory_xact_lock(?)", _ -> true, Schema.LOCK);
            assertThatThrownBy(schema::migrate)
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining("is busy");
            return true;
        });

        assertThat(schema.migrate()).isEqualTo(new Schema.Migration(0, 1));
    }

    @Test
    void ofManyMigrationsAtOnceOneCreatesTheTables() throws Exception {
        List<Schema.Migration> results = migrateAtOnce(List.of("1.sql"));

        assertThat(results).containsOnlyOnce(new Schema.Migration(0, 1)).contains(new Schema.Migration(1, 1));
    }

    /** The one that builds an index would wait for a query of another one that waits for the lock. */
    @Test
    void manyMigrationsAtOnceDoNotWaitForEachOthersSnapshots() throws Exception {
        List<Schema.Migration> results = migrateAtOnce(CONCURRENT);

        assertThat(results).extracting(Schema.Migration::to).containsOnly(2);
        assertThat(indexes()).containsEntry("usage_by_bytes", true).containsEntry("signing_key_by_secret", true);
    }

    private List<Schema.Migration> migrateAtOnce(List<String> scripts) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Schema.Migration>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                calls.add(() -> new Schema(database, scripts, Duration.ofSeconds(20)).migrate());
            }
            List<Schema.Migration> results = new ArrayList<>();
            for (Future<Schema.Migration> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }

    /** The new indexes by name, and whether they are valid. */
    private Map<String, Boolean> indexes() {
        return database.statement(session -> session.rows(
                "SELECT indexrelid::regclass::text, indisvalid FROM pg_index"
                        + " WHERE indexrelid::regclass::text IN ('usage_by_bytes', 'signing_key_by_secret')",
                row -> Map.entry(row.getString(1), row.getBoolean(2)))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void concurrentScriptBuildsItsIndexesWhileOthersWrite() throws Exception {
        version1().migrate();
        Schema next = new Schema(database, CONCURRENT, LONG);
        assertThat(next.dryRun()).isEqualTo(new Schema.Migration(1, 2));
        assertThat(indexes()).isEmpty();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Schema.Migration> migration = database.transaction(writer -> {
                writer.update("INSERT INTO usage (owner, used_bytes) VALUES ('first', 1)");
                Future<Schema.Migration> waiting = threads.submit(next::migrate);
                awaitABuildThatWaits();

                database.statement(
                        other -> other.update("INSERT INTO usage (owner, used_bytes) VALUES ('second', 1)"));
                return waiting;
            });
            assertThat(migration.get()).isEqualTo(new Schema.Migration(1, 2));
        }

        assertThat(indexes()).containsOnly(Map.entry("usage_by_bytes", true), Map.entry("signing_key_by_secret", true));
        assertThat(next.migrate()).isEqualTo(new Schema.Migration(2, 2));
        assertThatCode(next::check).doesNotThrowAnyException();
    }

    private void awaitABuildThatWaits() {
        Awaitility.await().until(() -> database.statement(session -> session.row(
                "SELECT 1 FROM pg_stat_progress_create_index WHERE datname = current_database() AND phase LIKE 'waiting for writers%'",
                _ -> true)).isPresent());
    }

    @Test
    void buildThatWasKilledIsRepeated() {
        version1().migrate();
        Schema next = new Schema(database, CONCURRENT, LONG);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            boolean _ = database.transaction(writer -> {
                writer.update("INSERT INTO usage (owner, used_bytes) VALUES ('first', 1)");
                Future<Schema.Migration> killed = threads.submit(next::migrate);
                awaitABuildThatWaits();
                execute("SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index"
                        + " WHERE datname = current_database()");

                assertThatThrownBy(killed::get).hasCauseInstanceOf(StorageException.Unavailable.class);
                return true;
            });
        }
        assertThat(indexes()).containsOnly(Map.entry("usage_by_bytes", false));
        assertThatThrownBy(next::check).hasMessageContaining("needs version 2");

        assertThat(next.migrate()).isEqualTo(new Schema.Migration(1, 2));

        assertThat(indexes()).containsOnly(Map.entry("usage_by_bytes", true), Map.entry("signing_key_by_secret", true));
    }

    @Test
    void scriptsOfBothKindsRunInTheirOrder() {
        Schema all = new Schema(database, List.of("1.sql", "concurrent.sql", "next.sql"), LONG);

        assertThat(all.migrate()).isEqualTo(new Schema.Migration(0, 3));

        assertThat(indexes()).hasSize(2);
        assertThatCode(all::check).doesNotThrowAnyException();
    }

    @Test
    void failedScriptLeavesTheOldVersion() {
        version1().migrate();

        assertThatThrownBy(() -> new Schema(database, List.of("1.sql", "broken.sql"), LONG).migrate())
                .isInstanceOf(StorageException.class);

        assertThat(tables()).isEqualTo(6);
        assertThatCode(version1()::check).doesNotThrowAnyException();
    }

    @Test
    void olderVersionIsReportedAndUpgraded() {
        version1().migrate();
        Schema next = new Schema(database, List.of("1.sql", "next.sql"), LONG);

        assertThatThrownBy(next::check)
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining("schema version 1 and this Darkroom needs version 2");

        assertThat(next.migrate()).isEqualTo(new Schema.Migration(1, 2));
        assertThatCode(next::check).doesNotThrowAnyException();
    }

    @Test
    void newerVersionIsRefused() {
        new Schema(database, List.of("1.sql", "next.sql"), LONG).migrate();
        Schema schema = version1();

        assertThatThrownBy(schema::migrate).isInstanceOf(StorageException.Corrupted.class)
                .hasMessageContaining("has schema version 2 and this Darkroom knows versions up to 1");
        assertThatThrownBy(schema::dryRun).isInstanceOf(StorageException.Corrupted.class);
        assertThatThrownBy(schema::check).isInstanceOf(StorageException.Corrupted.class);
    }

    @Test
    void missingTablesAreReported() {
        assertThatThrownBy(version1()::check)
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining("run \"darkroom provision\"");
    }

    @Test
    void databaseInAnotherEncodingIsRefused() {
        PostgresSettings latin = PostgresSettings.parse(
                LocalPostgres.shared().newDatabase("ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"),
                null);
        try (Database other = new Database(latin)) {
            assertThatThrownBy(new Schema(other)::migrate)
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining("is encoded in LATIN1");
        }
    }

    @Test
    void roleWithTheGrantsCanServeAndNothingElse() {
        new Schema(database).migrate();
        String role = "server of " + settings.database();
        execute("CREATE ROLE \"" + role + "\" LOGIN PASSWORD 'another-password'");
        PostgresSettings limited =
                new PostgresSettings(settings.servers(), settings.database(), role, "another-password", settings.tls());
        try (PostgresStorage storage = PostgresStorage.open(limited, null, true)) {
            assertThatThrownBy(storage.catalog()::check)
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining("refuses access: permission denied for table darkroom_schema");

            Schema.grants(role).forEach(this::execute);

            storage.catalog().check();
            for (String table : List.of("image", "event", "event_era", "event_horizon", "delivery")) {
                for (String privilege : List.of("SELECT", "INSERT", "UPDATE", "DELETE")) {
                    execute("REVOKE " + privilege + " ON " + table + " FROM \"" + role + "\"");
                    assertThatThrownBy(storage.catalog()::check)
                            .isInstanceOf(StorageException.Unavailable.class)
                            .hasMessageEndingWith("refuses access to " + table
                                    + ". Grant the role what \"darkroom provision\" prints.");
                    execute("GRANT " + privilege + " ON " + table + " TO \"" + role + "\"");
                }
            }
            storage.catalog().check();
            Image image = ImageBuilder.image().tags("sea").build();
            storage.catalog().announce(new ImageState.Uploading(image.id(), image.createdAt(),
                    new QuotaReservation(image.owner(), image.sizeBytes())));
            storage.catalog().publish(image);
            ImageState.Trashed trashed = new ImageState.Trashed(image, image.createdAt());
            storage.trash().put(image.id(), ImageCatalog.VersionCondition.ANY, trashed.trashedAt());
            assertThat(storage.trash().restore(trashed, image.createdAt())).isEqualTo(Trash.Exit.DONE);
            storage.catalog().withdraw(image.id(), ImageCatalog.VersionCondition.ANY, image.createdAt());
            storage.catalog().remove(image.id());
            assertThat(storage.signingKeys().key("cursor").getEncoded()).hasSize(32);
            storage.idempotencyStore().removeExpired(image.createdAt());
            execute("UPDATE event_era SET relation = 0");
            storage.catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
            storage.catalog().publish(image);
            assertThat(storage.eventLog().read(EventPosition.START, 10).entries()).hasSize(5);
            storage.eventLog().removeBefore(image.createdAt());
            ReceiverId receiver = new ReceiverId("a");
            assertThat(storage.deliveryStore().replace(receiver, 0, "text")).isTrue();
            assertThat(storage.deliveryStore().replace(receiver, 1, "next")).isTrue();
        }
        try (Database asServer = new Database(limited)) {
            assertThatThrownBy(() -> asServer.transaction(session -> {
                session.script("DROP TABLE image");
                return true;
            })).isInstanceOf(StorageException.Unavailable.class).hasMessageContaining("must be owner of table image");
        }
    }

    private void execute(String sql) {
        LocalPostgres.shared().execute(settings.database(), sql);
    }

    private Schema version1() {
        return new Schema(database, List.of("1.sql"), LONG);
    }

    @Test
    void imagesOfVersion1AreSortedByTheirTakenTimesFoundAndCounted() {
        version1().migrate();
        execute("""
                INSERT INTO image (id, state, owner, filename, content_type, size_bytes, width, height, sha256, title, visibility, taken_at,
                    created_at, updated_at, version, tags)
                SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'ready', 'alice', 'a.jpg', 'image/jpeg', 1, 1, 1,
                    repeat('0', 64), 'Élan', 1, CASE WHEN n > 0 THEN '2020-05-05T10:00:00.0019Z' END, '2026-01-01T00:00:00Z', now(), 1, ARRAY['sea']
                FROM generate_series(0, 2000) n;
                INSERT INTO image_tag (id, tag, owner, visibility, created_at, content_type)
                SELECT id, unnest(tags), owner, visibility, created_at, content_type FROM image;
                INSERT INTO image (id, state, since) VALUES (gen_random_uuid(), 'pending', now())
                """);

        assertThat(new Schema(database).migrate()).isEqualTo(new Schema.Migration(1, 8));

        assertThat(text(
                "SELECT string_agg(DISTINCT taken_time::text || ' ' || words::text, ', ') FROM image WHERE state = 'ready'"))
                .isEqualTo("1588672800001 'a' 'elan' 'jpg' 'sea', 1767225600000 'a' 'elan' 'jpg' 'sea'");
        assertThat(text(
                "SELECT count(*) FROM image JOIN image_tag USING (id) WHERE image.taken_time = image_tag.taken_time"))
                .isEqualTo("2001");
        assertThat(text(
                "SELECT string_agg(concat_ws(' ', owner, tag, visibility, taken_month, images), ', ' ORDER BY owner, tag, taken_month)"
                        + " FROM tally"))
                .isEqualTo("  1 24244 2000,   1 24312 1,  sea 1 24244 2000,  sea 1 24312 1,"
                        + " alice  1 24244 2000, alice  1 24312 1, alice sea 1 24244 2000, alice sea 1 24312 1");
        assertThatCode(new Schema(database)::check).doesNotThrowAnyException();
    }

    @Test
    void rowsOfVersion6CanBeTrashedAfterTheirConstraintsAreChecked() {
        new Schema(database, List.of("1.sql", "2.sql", "3.sql", "4.sql", "5.sql", "6.sql"), LONG).migrate();
        execute("""
                INSERT INTO image (id, state, owner, filename, content_type, size_bytes, width, height, sha256, visibility, created_at,
                    updated_at, version, tags, taken_time, taken_month, words)
                SELECT gen_random_uuid(), 'ready', 'alice', 'a.jpg', 'image/jpeg', 1, 1, 1, repeat('0', 64), 1, now(), now(), 1,
                    ARRAY['sea'], 0, 0, '' FROM generate_series(1, 100);
                INSERT INTO image (id, state, since) VALUES (gen_random_uuid(), 'pending', now()), (gen_random_uuid(), 'deleting', now())
                """);

        assertThat(new Schema(database).migrate()).isEqualTo(new Schema.Migration(6, 8));

        assertThat(text("SELECT count(*)::text FROM pg_constraint WHERE NOT convalidated")).isEqualTo("0");
        try (PostgresStorage storage = PostgresStorage.open(settings)) {
            Image image = storage.catalog().list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 1))
                    .images().getFirst();
            Instant at = Instant.parse("2026-11-22T12:00:00Z");
            assertThat(storage.trash().put(image.id(), ImageCatalog.VersionCondition.ANY, at))
                    .isEqualTo(Trash.Move.TRASHED);
            assertThat(storage.catalog().state(image.id())).contains(new ImageState.Trashed(image, at));
        }
        for (String row : List.of("'ready', NULL, now()", "'trashed', NULL, NULL", "'trashed', now(), now()",
                "'pending', NULL, NULL", "'pending', now(), now()", "'other', now(), NULL")) {
            assertThatThrownBy(() -> execute(
                    "INSERT INTO image (id, state, since, trashed_at) VALUES (gen_random_uuid(), " + row + ")"))
                    .as(row).hasStackTraceContaining("violates check constraint");
        }
    }

    private String text(String sql) {
        return database.statement(session -> session.row(sql, row -> row.getString(1)).orElseThrow());
    }
}
