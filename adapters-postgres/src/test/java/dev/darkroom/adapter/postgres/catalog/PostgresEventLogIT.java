package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.client.Session;
import dev.darkroom.adapter.postgres.testkit.FaultyWire;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.adapter.postgres.testkit.TestDatabase;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Revision;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Withdrawal;
import dev.darkroom.domain.testkit.contract.EventLogContract;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresEventLogIT implements EventLogContract {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final PostgresEventLog testee = new PostgresEventLog(DATABASE.database(), true);
    private final PostgresImageCatalog catalog = new PostgresImageCatalog(DATABASE.database(), true);

    @Override
    public PostgresEventLog testee() {
        return testee;
    }

    @Override
    public PostgresImageCatalog catalog() {
        return catalog;
    }

    @Override
    public PostgresTrash trash() {
        return new PostgresTrash(DATABASE.database(), true);
    }

    private Image pending() {
        Image image = ImageBuilder.image().createdAt(STORED).build();
        catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        return image;
    }

    private Image ready() {
        Image image = pending();
        assertThat(catalog().publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private static Image edited(Image image) {
        return image.edited(ImageDetails.NONE, STORED.plusSeconds(1));
    }

    private static int count(Session session) throws SQLException {
        return session.row("SELECT count(*) FROM event", row -> row.getInt(1)).orElseThrow();
    }

    private List<ImageEvent> events(EventPosition after) {
        return testee().read(after, 100).entries().stream().map(EventPage.Entry::event).toList();
    }

    private static void revise(Session session, Image next) throws SQLException {
        session.update("WITH revised AS (UPDATE image SET version = 2 WHERE id = ? RETURNING *) "
                + EventRows.insert(ImageEvent.Kind.UPDATED, "updated_at", "revised"), next.id().value());
    }

    @Test
    void openTransactionHoldsLaterEventsBack() {
        Image slow = ready();
        EventPosition start = testee().end();
        Image quick = pending();

        EventPosition during = DATABASE.another().transaction(session -> {
            revise(session, slow);
            assertThat(catalog().publish(quick)).isEqualTo(Publication.PUBLISHED);
            assertThat(catalog().withdraw(quick.id(), VersionCondition.ANY, STORED)).isEqualTo(Withdrawal.WITHDRAWN);

            assertThat(testee().read(start, 100)).isEqualTo(new EventPage(List.of(), start));
            return testee().end();
        });

        assertThat(during).isEqualTo(start);
        assertThat(events(during)).extracting(ImageEvent::id).containsExactly(
                slow.id() + "-2-updated", quick.id() + "-1-published", quick.id() + "-1-deleted");
    }

    @Test
    void transactionThatIsRolledBackHasNoEventAndReleasesLaterOnes() {
        Image slow = ready();
        EventPosition start = testee().end();

        Image quick = DATABASE.another().transaction(session -> {
            revise(session, slow);
            Image image = ready();
            assertThat(events(start)).isEmpty();
            session.rollBack();
            return image;
        });

        assertThat(events(start)).containsExactly(ImageEvent.published(quick));
    }

    @Test
    void transactionThatOnlyReadsHoldsNothingBack() {
        EventPosition start = testee().end();
        boolean _ = DATABASE.another().transaction(session -> {
            session.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
            assertThat(count(session)).isZero();
            Image image = ready();
            assertThat(events(start)).containsExactly(ImageEvent.published(image));
            return true;
        });
    }

    @Test
    void changesWithoutEventsWriteNothing() {
        PostgresImageCatalog without = new PostgresImageCatalog(DATABASE.database(), false);
        Image image = pending();
        assertThat(without.publish(image)).isEqualTo(Publication.PUBLISHED);
        assertThat(without.revise(image, edited(image))).isEqualTo(Revision.REVISED);
        assertThat(without.withdraw(image.id(), VersionCondition.ANY, STORED)).isEqualTo(Withdrawal.WITHDRAWN);

        assertThat(DATABASE.database().<Integer>statement(PostgresEventLogIT::count)).isZero();
        PostgresEventLog log = new PostgresEventLog(DATABASE.database(), false);
        assertThat(log.isRecording()).isFalse();
        assertThatThrownBy(log::end).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> log.read(EventPosition.START, 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void changesWhoseCommitsAreNotAnsweredHaveOneEvent() {
        Image image = ready();
        EventPosition start = testee().end();

        losingTheCommit(other -> other.revise(image, edited(image)));
        losingTheCommit(other -> other.withdraw(image.id(), VersionCondition.ANY, STORED));

        assertThat(events(start)).containsExactly(
                ImageEvent.updated(edited(image)), ImageEvent.deleted(edited(image), STORED));
    }

    private static void losingTheCommit(Function<PostgresImageCatalog, Enum<?>> change) {
        try (FaultyWire wire = FaultyWire.to(LocalPostgres.shared().port());
                Database database = new Database(PostgresSettings.parse(
                        LocalPostgres.url(wire.port(), DATABASE.settings().database()), null))) {
            wire.loseNextCommit();
            assertThat(change.apply(new PostgresImageCatalog(database, true)))
                    .isIn(Revision.REVISED, Withdrawal.WITHDRAWN);
            assertThat(wire.hasLostCommit()).isTrue();
        }
    }

    /** The statement that marks the image waits for the edit. */
    @Test
    void withdrawalThatWaitedForAnEditHasTheEditedImage() throws Exception {
        Image image = ready();
        EventPosition start = testee().end();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Withdrawal> withdrawal = DATABASE.another().transaction(session -> {
                revise(session, image);
                Future<Withdrawal> waiting = threads.submit(
                        () -> catalog().withdraw(image.id(), VersionCondition.ANY, STORED));
                Awaitility.await().until(() -> DATABASE.database().statement(other -> other.row(
                        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
                        _ -> true)).isPresent());
                return waiting;
            });
            assertThat(withdrawal.get()).isEqualTo(Withdrawal.WITHDRAWN);
        }

        assertThat(events(start)).extracting(ImageEvent::id)
                .containsExactly(image.id() + "-2-updated", image.id() + "-2-deleted");
    }

    private static void awaitWaiting(int transactions) {
        Awaitility.await().until(() -> DATABASE.database().<Integer>statement(other -> other.row(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
                row -> row.getInt(1)).orElseThrow()) == transactions);
    }

    @Test
    void withdrawalThatWaitsBehindAnEditFollowsIt() throws Exception {
        Image image = ready();
        EventPosition start = testee().end();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> changes = DATABASE.another().transaction(session -> {
                int _ = session.row("SELECT 1 FROM image WHERE id = ? FOR UPDATE", row -> row.getInt(1),
                        image.id().value()).orElseThrow();
                Future<Revision> edit = threads.submit(() -> catalog().revise(image, edited(image)));
                awaitWaiting(1);
                Future<Withdrawal> withdrawal = threads.submit(
                        () -> catalog().withdraw(image.id(), VersionCondition.ANY, STORED.plusSeconds(2)));
                awaitWaiting(2);
                return List.of(edit, withdrawal);
            });
            assertThat(changes.getFirst().get()).isEqualTo(Revision.REVISED);
            assertThat(changes.getLast().get()).isEqualTo(Withdrawal.WITHDRAWN);
        }

        assertThat(events(start)).extracting(ImageEvent::id)
                .containsExactly(image.id() + "-2-updated", image.id() + "-2-deleted");
    }

    @Test
    void oldEventsAreRemoved() {
        Image image = ready();
        boolean _ = DATABASE.database().transaction(session -> {
            for (int i = 0; i < 1_100; i++) {
                session.update(
                        "INSERT INTO event (kind, at, id, %1$s) SELECT kind, at - '1 ms'::interval, id, %1$s FROM event LIMIT 1"
                                .formatted(ImageRows.COLUMNS));
            }
            return true;
        });

        testee().removeBefore(STORED.minusMillis(1));
        assertThat(DATABASE.database().<Integer>statement(PostgresEventLogIT::count)).isEqualTo(1_101);
        testee().removeBefore(STORED);

        assertThat(events(EventPosition.START)).containsExactly(ImageEvent.published(image));
        testee().removeBefore(STORED.plusMillis(1));
        assertThat(testee().end()).isEqualTo(EventPosition.START);
        Image later = ready();
        assertThat(events(EventPosition.START)).containsExactly(ImageEvent.published(later));
    }
}
