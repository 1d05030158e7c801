package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.testkit.contract.AtOnce;
import dev.darkroom.domain.testkit.fixture.FullTier;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Positions on a copy of a database continue those of the original. */
@FullTier
class EventCopiesIT {
    private static final Map<String, String> QUIET = Map.of("autovacuum", "off");
    private static final long ERA = 1L << 44;

    private LocalPostgres original;
    private PostgresSettings settings;
    private Database database;

    @BeforeEach
    void start() {
        original = LocalPostgres.start(QUIET);
        settings = original.migratedDatabase();
        database = new Database(settings);
    }

    @AfterEach
    void stop() {
        if (database != null) {
            database.close();
        }
        if (original != null) {
            original.close();
        }
    }

    private static Image publish(Database database) {
        Image image = ImageBuilder.image().build();
        PostgresImageCatalog catalog = new PostgresImageCatalog(database, true);
        catalog.announce(new ImageState.Uploading(image.id(), image.createdAt()));
        assertThat(catalog.publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private static PostgresEventLog log(Database database) {
        return new PostgresEventLog(database, true);
    }

    private static List<EventPage.Entry> read(Database database, EventPosition after) {
        return log(database).read(after, 1_000).entries();
    }

    private static List<Image> images(List<EventPage.Entry> entries) {
        return entries.stream().map(entry -> entry.event().image()).toList();
    }

    private static void useIds(LocalPostgres server) {
        server.execute("postgres",
                "DO $$ BEGIN FOR i IN 1..5000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$");
    }

    @Test
    void restoredDumpOnANewServerContinues() throws Exception {
        useIds(original);
        Image first = publish(database);
        Image second = publish(database);
        List<EventPage.Entry> before = read(database, EventPosition.START);
        try (LocalPostgres copy = LocalPostgres.start(QUIET)) {
            original.copyDatabase(settings.database(), copy);
            try (Database restored =
                    new Database(PostgresSettings.parse(copy.url(settings.database()), null))) {
                assertThat(read(restored, EventPosition.START)).isEqualTo(before);
                assertThat(log(restored).end()).isEqualTo(before.getLast().position());

                AtOnce.all(IntStream.range(0, 20).<Callable<Image>>mapToObj(_ -> () -> publish(restored)).toList());

                EventPosition end = log(restored).end();
                assertThat(end.major()).isBetween(ERA, ERA + before.getFirst().position().major());
                assertThat(images(read(restored, before.getFirst().position()))).hasSize(21).startsWith(second);
                assertThat(images(read(restored, EventPosition.START))).startsWith(first, second);
                Image last = publish(restored);
                assertThat(images(read(restored, end))).containsExactly(last);
            }
        }
    }

    @Test
    void promotedStandbyContinues() {
        useIds(original);
        Image first = publish(database);
        EventPosition before = log(database).end();
        try (LocalPostgres standby = original.startStandby(QUIET)) {
            standby.execute("postgres", "SELECT pg_promote()");
            try (Database promoted =
                    new Database(PostgresSettings.parse(standby.url(settings.database()), null))) {
                Image second = publish(promoted);

                assertThat(images(read(promoted, before))).containsExactly(second);
                assertThat(images(read(promoted, EventPosition.START))).containsExactly(first, second);
                assertThat(log(promoted).end().major()).isLessThan(ERA);
            }
        }
    }

    @Test
    void rewrittenTablesKeepTheirEra() {
        original.execute(settings.database(), "VACUUM (FULL, FREEZE) event_era");
        original.execute(settings.database(), "VACUUM (FREEZE) event_era");

        publish(database);

        assertThat(log(database).end().major()).isBetween(1L, ERA - 1);
    }
}
