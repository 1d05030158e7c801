package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.FaultyWire;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.adapter.postgres.testkit.TestDatabase;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import dev.darkroom.domain.port.out.catalog.Trash.Move;
import dev.darkroom.domain.testkit.contract.TrashContract;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.AbstractComparableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresTrashIT implements TrashContract {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final PostgresImageCatalog catalog = new PostgresImageCatalog(DATABASE.database(), true);
    private final PostgresTrash testee = new PostgresTrash(DATABASE.database(), true);

    @Override
    public PostgresTrash testee() {
        return testee;
    }

    @Override
    public PostgresImageCatalog catalog() {
        return catalog;
    }

    private Image ready() {
        Image image = ImageBuilder.image().tags("sea", "kite").createdAt(STORED).build();
        catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(catalog().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private List<ImageEvent.Kind> kinds(ImageId id) {
        return new PostgresEventLog(DATABASE.database(), true).read(EventPosition.START, 100).entries().stream()
                .map(EventPage.Entry::event)
                .filter(event -> event.image().id().equals(id))
                .map(ImageEvent::kind)
                .toList();
    }

    private static <T extends Enum<T>> AbstractComparableAssert<?, T> losingACommit(Function<PostgresTrash, T> call) {
        try (FaultyWire wire = FaultyWire.to(LocalPostgres.shared().port());
                Database database = new Database(PostgresSettings.parse(
                        LocalPostgres.url(wire.port(), DATABASE.settings().database()), null))) {
            wire.loseNextCommit();
            T result = call.apply(new PostgresTrash(database, true));
            assertThat(wire.hasLostCommit()).isTrue();
            return assertThat(result);
        }
    }

    private static String text(String sql) {
        return DATABASE.database().statement(session -> session.row(sql, row -> row.getString(1)).orElseThrow());
    }

    @Test
    void changesWhoseCommitsAreNotAnsweredAreRecognizedAndDoneOnce() {
        Image image = ready();
        ImageState.Trashed trashed = new ImageState.Trashed(image, TRASHED);

        losingACommit(trash -> trash.put(image.id(), VersionCondition.ANY, TRASHED))
                .isEqualTo(Move.TRASHED);
        assertThat(catalog().state(image.id())).contains(trashed);
        losingACommit(trash -> trash.restore(trashed, LATER)).isEqualTo(Exit.DONE);
        assertThat(catalog().find(image.id())).contains(image);
        assertThat(text("SELECT count(*) FROM image_tag")).isEqualTo("2");
        testee().put(image.id(), VersionCondition.ANY, TRASHED);
        losingACommit(trash -> trash.discard(trashed, LATER)).isEqualTo(Exit.DONE);

        assertThat(text("SELECT used_bytes FROM usage")).isEqualTo("0");
        assertThat(kinds(image.id())).containsExactly(
                ImageEvent.Kind.PUBLISHED, ImageEvent.Kind.TRASHED, ImageEvent.Kind.RESTORED, ImageEvent.Kind.TRASHED,
                ImageEvent.Kind.DELETED);
    }

    @Test
    void trashOfACatalogWithoutEventsWritesNone() {
        PostgresTrash silent = new PostgresTrash(DATABASE.database(), false);
        Image image = ready();
        ImageState.Trashed trashed = new ImageState.Trashed(image, TRASHED);

        assertThat(silent.put(image.id(), VersionCondition.ANY, TRASHED)).isEqualTo(Move.TRASHED);
        assertThat(silent.restore(trashed, LATER)).isEqualTo(Exit.DONE);
        assertThat(catalog().find(image.id())).contains(image);
        assertThat(silent.put(image.id(), VersionCondition.ANY, TRASHED)).isEqualTo(Move.TRASHED);
        assertThat(silent.discard(trashed, LATER)).isEqualTo(Exit.DONE);

        assertThat(kinds(image.id())).containsExactly(ImageEvent.Kind.PUBLISHED);
    }

    @Test
    void nothingOfADiscardedImageStaysInOtherTables() {
        Image image = ready();
        testee().put(image.id(), VersionCondition.ANY, TRASHED);

        testee().discard(new ImageState.Trashed(image, TRASHED), LATER);

        for (String table : List.of("image_tag", "tally")) {
            assertThat(text("SELECT count(*) FROM " + table)).as(table).isEqualTo("0");
        }
    }

    /** Without statistics and with those of a table without a trash, which are what a server has that began to use one. */
    @Test
    void everyPageReadsARangeOfItsIndex() {
        LocalPostgres.shared().execute(DATABASE.settings().database(),
                """
                        INSERT INTO image (id, state, trashed_at, owner, filename, content_type, size_bytes, width, height, sha256, received_sha256,
                            visibility, created_at, updated_at, version, tags, taken_time, taken_month, words)
                        SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'trashed' ELSE 'ready' END, CASE WHEN n % 2 = 0 THEN now() END,
                            'owner-' || n % 3, 'a.jpg', 'image/jpeg', 1, 1, 1, repeat('0', 64), repeat((n % 10)::text, 64), 0,
                            to_timestamp(1763800000 - n), now(), 1, '{}', (1763800000 - n)::bigint * 1000, 0, ''
                        FROM generate_series(1, 20000) n
                        """);
        requireIndexes();
        LocalPostgres.shared().execute(DATABASE.settings().database(), "VACUUM ANALYZE image");
        requireIndexes();
    }

    private static void requireIndexes() {
        Position after = new Position(Instant.ofEpochSecond(1_763_790_000L), new ImageId(new UUID(0, 0)));
        for (UserId owner : new @Nullable UserId[]{null, new UserId("owner-1")}) {
            for (SortKey key : SortKey.values()) {
                for (SortOrder order : SortOrder.values()) {
                    for (Position position : new @Nullable Position[]{null, after}) {
                        PostgresTrash.Query query =
                                PostgresTrash.Query.of(new TrashRequest(owner, key, order, position, 50));
                        requireIndex(
                                "image_trash_" + (owner == null ? "recent" : "of_owner")
                                        + (key == SortKey.TAKEN_AT ? "_taken" : ""),
                                query.sql(), query.parameters().toArray());
                    }
                }
            }
        }
        requireIndex("image_trash_oldest", PostgresTrash.TRASHED_BEFORE, Instant.now(), 10);
        requireIndex("image_received", PostgresImageCatalog.FIND_RECEIVED, "1".repeat(64), "owner-1");
        requireIndex("image_unfinished", PostgresImageCatalog.UNFINISHED, Instant.now(), 10);
    }

    private static void requireIndex(String index, String sql, Object... parameters) {
        List<String> plan = DATABASE.database().statement(
                session -> session.rows("EXPLAIN " + sql, row -> row.getString(1), parameters));
        assertThat(plan).as(sql)
                .anyMatch(step -> step.matches(".*Index (Only )?Scan (Backward )?using " + index + " .*"))
                .noneMatch(step -> step.contains("Sort") || step.contains("Seq Scan"));
    }
}
