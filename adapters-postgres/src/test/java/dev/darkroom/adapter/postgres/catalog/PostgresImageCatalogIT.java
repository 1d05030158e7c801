package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.FaultyWire;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.adapter.postgres.testkit.TestDatabase;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Tag;
import dev.darkroom.domain.model.image.Tags;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.image.Words;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Withdrawal;
import dev.darkroom.domain.testkit.contract.ImageCatalogContract;
import dev.darkroom.domain.testkit.contract.LibraryContract;
import dev.darkroom.domain.testkit.fixture.Filters;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresImageCatalogIT implements ImageCatalogContract, LibraryContract {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final PostgresImageCatalog testee = new PostgresImageCatalog(DATABASE.database(), false);

    @Override
    public PostgresImageCatalog testee() {
        return testee;
    }

    private static void execute(String sql) {
        LocalPostgres.shared().execute(DATABASE.settings().database(), sql);
    }

    private Image ready() {
        Image image = ImageBuilder.image().tags("sea").build();
        testee().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(testee().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    @Override
    public PostgresImageCatalog another() {
        return new PostgresImageCatalog(DATABASE.another(), false);
    }

    /** The statement that marks the image waits for the edit, and its snapshot is older than the tags of the edit. */
    @Test
    void withdrawalThatWaitedForAnEditRemovesTheTagsOfTheEdit() throws Exception {
        Image image = ready();
        Image next = image.edited(new ImageDetails(null, null, Tags.of(List.of("kite")), Visibility.PUBLIC), LATER);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Withdrawal> withdrawal = DATABASE.database().transaction(session -> {
                session.update("UPDATE image SET version = 2, tags = '{kite}' WHERE id = ?", image.id().value());
                session.update("DELETE FROM image_tag WHERE id = ?", image.id().value());
                session.update(
                        "INSERT INTO image_tag (id, tag, owner, visibility, created_at, taken_time, taken_month, content_type)"
                                + " VALUES (?, 'kite', 'alice', 0, now(), 0, 0, 'image/jpeg')",
                        next.id().value());
                Future<Withdrawal> waiting = threads.submit(
                        () -> testee().withdraw(image.id(), VersionCondition.ANY, LATER));
                awaitAWaitingSession();
                return waiting;
            });
            assertThat(withdrawal.get()).isEqualTo(Withdrawal.WITHDRAWN);
        }

        long tags = DATABASE.database().statement(session -> session.row(
                "SELECT count(*) FROM image_tag", row -> row.getLong(1)).orElseThrow());
        assertThat(tags).isZero();
    }

    /** The statement's snapshot is older than the reservation that it waits for. */
    @Test
    void reservationsThatWaitedForAnotherServerKeepTheQuota() throws Exception {
        UserId owner = new UserId("erin");
        Quota quota = new Quota(100);
        assertThat(testee().announce(claiming(owner, 1), quota)).isEqualTo(new Reservation.Reserved());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Announcement> announcement = DATABASE.database().transaction(session -> {
                session.update("UPDATE usage SET used_bytes = used_bytes + 80 WHERE owner = 'erin'");
                Future<Announcement> waiting = threads.submit(() -> testee().announce(claiming(owner, 30), quota));
                awaitAWaitingSession();
                return waiting;
            });

            assertThat(announcement.get()).isEqualTo(new Reservation.QuotaExceeded(81));
        }
        assertThat(testee().announce(claiming(owner, 19), quota)).isEqualTo(new Reservation.Reserved());
    }

    private static ImageState.Uploading claiming(UserId owner, long bytes) {
        Image image = ImageBuilder.image().build();
        return new ImageState.Uploading(image.id(), image.createdAt(), new QuotaReservation(owner, bytes));
    }

    @Test
    void withdrawalWhoseCommitIsNotAnsweredIsRecognizedAndCountedOnce() {
        Image image = ready();
        try (FaultyWire wire = FaultyWire.to(LocalPostgres.shared().port());
                Database database = new Database(PostgresSettings.parse(
                        LocalPostgres.url(wire.port(), DATABASE.settings().database()), null))) {
            PostgresImageCatalog other = new PostgresImageCatalog(database, false);
            wire.loseNextCommit();

            assertThat(other.withdraw(image.id(), VersionCondition.ANY, LATER)).isEqualTo(Withdrawal.WITHDRAWN);

            assertThat(wire.hasLostCommit()).isTrue();
            assertThat(other.withdraw(image.id(), VersionCondition.ANY, LATER)).isEqualTo(Withdrawal.ALREADY_DELETING);
            assertThat(used("alice")).isZero();
        }
    }

    private static void awaitAWaitingSession() {
        Awaitility.await().until(() -> DATABASE.database().statement(session -> session.row(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')",
                row -> row.getBoolean(1)).orElseThrow()));
    }

    @Test
    void wordOfManyOldImagesEndsPagesEarlyAndIsFound() {
        execute("""
                INSERT INTO image (id, state, owner, filename, content_type, size_bytes, width, height, sha256, visibility, created_at,
                    updated_at, version, tags, taken_time, taken_month, words)
                SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'ready', 'old', 'a.jpg', 'image/jpeg', 1, 1, 1,
                    repeat('0', 64), 0, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 second', now(), 1, '{}', 0, 0,
                    CASE WHEN n <= %d THEN 'heron' ELSE '' END::tsvector
                FROM generate_series(0, %d) n
                """
                .formatted(SearchQuery.MAX_FOUND, SearchQuery.MAX_FOUND + ListQuery.IMAGE_BUDGET + 10));

        PageRequest request =
                new PageRequest(ImageFilter.ALL, Words.of("heron"), SortKey.CREATED_AT, SortOrder.NEWEST_FIRST, null,
                        10);
        ImagePage first = testee().list(request);
        assertThat(first.images()).isEmpty();
        ImagePage second = testee().list(request.startingAfter(Objects.requireNonNull(first.next())));
        assertThat(second.images()).hasSize(10).first().extracting(Image::createdAt)
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(SearchQuery.MAX_FOUND));
    }

    @Test
    void numberOfImagesWithCommonWordsIsEstimatedFromTheStatistics() {
        execute("""
                INSERT INTO image (id, state, owner, filename, content_type, size_bytes, width, height, sha256, visibility, created_at,
                    updated_at, version, tags, taken_time, taken_month, words)
                SELECT gen_random_uuid(), 'ready', 'old', 'a.jpg', 'image/jpeg', 1, 1, 1, repeat('0', 64), 0, now(), now(), 1, '{}', 0, 0,
                    array_to_tsvector(ARRAY['heron', 'n' || n] || CASE WHEN n % 2 = 0 THEN ARRAY['hat', 'gull'] ELSE '{}' END)
                FROM generate_series(1, 1000) n
                """);
        execute("ANALYZE image");

        assertThat(expected("heron")).isEqualTo(1_000);
        assertThat(expected("h")).isEqualTo(1_000);
        assertThat(expected("heron gul")).isEqualTo(500);
        assertThat(expected("gull hat")).isEqualTo(250);
        assertThat(expected("her gull")).isZero();
        assertThat(expected("nothing")).isZero();
    }

    private static double expected(String words) {
        return DATABASE.database().statement(session -> SearchQuery.expected(session, Words.of(words)));
    }

    /** A server with the old schema may run while a migration adds a column. Statements with an asterisk would fail. */
    @Test
    void preparedStatementsWorkAfterAColumnWasAdded() {
        Image image = ready();
        try {
            for (int call = 0; call < 20; call++) {
                if (call == 10) {
                    execute("ALTER TABLE image ADD COLUMN later text");
                }
                assertThat(testee().find(image.id())).contains(image);
                for (ImageFilter filter : List.of(ImageFilter.ALL, ImageFilter.ALL.withOwner(image.owner()),
                        Filters.of(null, new Tag("sea"), null, null, null, null),
                        Filters.of(null, null, image.contentType(), null, null, null))) {
                    assertThat(testee().list(new PageRequest(filter, SortOrder.NEWEST_FIRST, null, 10)).images())
                            .containsExactly(image);
                }
            }
        } finally {
            execute("ALTER TABLE image DROP COLUMN IF EXISTS later");
        }
    }

    private Image pending(ImageBuilder builder) {
        Image image = builder.build();
        testee().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        return image;
    }

    private static long used(String owner) {
        return DATABASE.database().statement(session -> session.row(
                "SELECT used_bytes FROM usage WHERE owner = ?", row -> row.getLong(1), owner).orElse(0L));
    }

    @Test
    void groupIsPublishedWithItsTagsAndUsageExceptImagesThatAreNotPending() {
        Image claimed = ImageBuilder.image().owner("alice").sizeBytes(10).tags("sea", "kite").build();
        testee().announce(new ImageState.Uploading(claimed.id(), claimed.createdAt(),
                new QuotaReservation(claimed.owner(), 30)), HUNDRED);
        Image second = pending(ImageBuilder.image().owner("alice").sizeBytes(5));
        Image other = pending(ImageBuilder.image().owner("bob").sizeBytes(7).title("a \"title\", {1} null"));
        Image unknown = ImageBuilder.image().owner("carol").build();
        assertThat(used("alice")).isEqualTo(30);

        assertThat(UploadStatements.publish(DATABASE.database(), false, List.of(claimed, second, unknown, other)))
                .containsExactlyInAnyOrder(claimed.id(), second.id(), other.id());

        for (Image image : List.of(claimed, second, other)) {
            assertThat(testee().find(image.id())).contains(image);
        }
        assertThat(testee().state(unknown.id())).isEmpty();
        assertThat(List.of(used("alice"), used("bob"), used("carol"))).containsExactly(15L, 7L, 0L);
        assertThat(testee().list(new PageRequest(Filters.of(null, new Tag("kite"), null, null, null, null),
                SortOrder.NEWEST_FIRST, null, 10)).images()).containsExactly(claimed);
    }

    @Test
    void groupIsAnnouncedExceptIdsInUse() {
        Image ready = ready();
        Image first = ImageBuilder.image().build();
        Image second = ImageBuilder.image().build();
        List<ImageState.Uploading> calls = Stream.of(first, ready, second)
                .map(image -> new ImageState.Uploading(image.id(), NOON))
                .toList();

        assertThat(UploadStatements.announce(DATABASE.database(), calls)).containsExactlyInAnyOrder(first.id(),
                second.id());

        assertThat(testee().state(first.id())).contains(calls.getFirst());
        assertThat(testee().find(ready.id())).contains(ready);
    }

    @Test
    void lockedUsageOfAnOwnerDoesNotDelayTheImagesOfOthers() {
        Image blocked = pending(ImageBuilder.image().owner("alice"));
        Image other = pending(ImageBuilder.image().owner("bob"));
        execute("INSERT INTO usage (owner, used_bytes) VALUES ('alice', 1)");

        boolean _ = DATABASE.database().transaction(session -> {
            session.update("UPDATE usage SET used_bytes = 2 WHERE owner = 'alice'");
            assertThat(UploadStatements.publish(DATABASE.database(), false, List.of(blocked, other))).isEmpty();
            assertThat(testee().find(other.id())).isEmpty();
            assertThat(testee().publish(other)).isEqualTo(Publication.PUBLISHED);
            return true;
        });

        assertThat(testee().publish(blocked)).isEqualTo(Publication.PUBLISHED);
    }

    /** Their statements may lock the usages of the same owners. */
    @Test
    void manyUploadsAtOnceCountEachImageOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<PostgresImageCatalog> catalogs = List.of(testee(), testee());
            List<Callable<Publication>> uploads = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Image image = ImageBuilder.image().owner("owner-" + i % 3).sizeBytes(1).tags("sea").build();
                PostgresImageCatalog catalog = catalogs.get(i % 2);
                uploads.add(() -> {
                    catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
                    return catalog.publish(image);
                });
            }
            for (Future<Publication> upload : threads.invokeAll(uploads)) {
                assertThat(upload.get()).isEqualTo(Publication.PUBLISHED);
            }
        }
        assertThat(List.of(used("owner-0"), used("owner-1"), used("owner-2"))).containsExactly(67L, 67L, 66L);
    }

    @Test
    void damagedRowIsCorrupted() {
        Image image = ready();
        execute("UPDATE image SET content_type = 'text/html'");

        assertThatThrownBy(() -> testee().find(image.id())).isInstanceOf(StorageException.Corrupted.class)
                .hasMessageContaining(image.id().toString());
        assertThatThrownBy(() -> testee().list(
                new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 1)))
                .isInstanceOf(StorageException.Corrupted.class);
    }
}
