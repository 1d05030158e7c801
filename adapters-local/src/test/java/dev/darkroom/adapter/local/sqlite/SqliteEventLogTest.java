package dev.darkroom.adapter.local.sqlite;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Publication;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.testkit.contract.EventLogContract;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteEventLogTest implements EventLogContract {
    @TempDir
    Path folder;

    private Path file;
    private SqliteImageCatalog catalog;

    @BeforeEach
    void open() {
        file = folder.resolve("catalog.db");
        catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, true);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Override
    public SqliteEventLog testee() {
        return catalog.eventLog();
    }

    @Override
    public SqliteImageCatalog catalog() {
        return catalog;
    }

    @Override
    public SqliteTrash trash() {
        return catalog.trash();
    }

    private void reopen(boolean recordsEvents) {
        catalog.close();
        catalog = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, recordsEvents);
    }

    private Image published(Instant at) {
        Image image = image().createdAt(at).tags("sea", "kite").build();
        catalog.announce(new ImageState.Uploading(image.id(), at));
        assertThat(catalog.publish(image)).isEqualTo(Publication.PUBLISHED);
        return image;
    }

    private List<ImageEvent> events() {
        return testee().read(EventPosition.START, 1_000).entries().stream().map(EventPage.Entry::event).toList();
    }

    private String query(String sql) throws SQLException {
        try (Sqlite sqlite = Sqlite.openReader(file)) {
            return sqlite.text(sql);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Sqlite sqlite = Sqlite.openWriter(file)) {
            sqlite.execute(sql);
        }
    }

    @Test
    void catalogWithoutEventsWritesNone() throws SQLException {
        reopen(false);

        Image image = published(STORED);
        Image next = image.edited(ImageDetails.NONE, STORED);
        catalog.revise(image, next);
        catalog.withdraw(image.id(), VersionCondition.ANY, STORED);

        assertThat(query("SELECT count(*) FROM event")).isEqualTo("0");
        EventLog log = testee();
        assertThat(log.isRecording()).isFalse();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                log::end, () -> log.read(EventPosition.START, 1))) {
            assertThatThrownBy(call).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void eventsAreKeptAfterReopening() {
        Image image = published(STORED);
        EventPosition end = testee().end();

        reopen(true);
        Image later = published(STORED);

        assertThat(events()).containsExactly(ImageEvent.published(image), ImageEvent.published(later));
        assertThat(testee().read(end, 10).entries()).extracting(EventPage.Entry::event)
                .containsExactly(ImageEvent.published(later));
    }

    @Test
    void oldEventsAreRemovedAndTheirPositionsAreNotUsedAgain() throws SQLException {
        Image old = published(STORED);
        execute("""
                WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 2000)
                INSERT INTO event (kind, at, id, owner, filename, content_type, size_bytes, width, height, sha256,
                    visibility, created_at, updated_at, version)
                SELECT kind, at, event.id, owner, filename, content_type, size_bytes, width, height, sha256,
                    visibility, created_at, updated_at, version FROM event, numbers
                """);
        Image kept = published(old.updatedAt().plusMillis(1));
        EventPosition end = testee().end();

        testee().removeBefore(kept.updatedAt());

        assertThat(events()).containsExactly(ImageEvent.published(kept));
        testee().removeBefore(kept.updatedAt().plusNanos(1));
        assertThat(events()).isEmpty();
        assertThat(testee().end()).isEqualTo(end);
        reopen(true);
        Image later = published(STORED);
        assertThat(testee().read(end, 10).entries()).extracting(EventPage.Entry::event)
                .containsExactly(ImageEvent.published(later));
    }

    @Test
    void readerOfAnEventFindsItsChange() {
        Image image = published(STORED);
        assertThat(catalog.find(image.id())).contains(image);
        Image next = image.edited(ImageDetails.NONE, STORED.plusSeconds(1));
        try (SqliteImageCatalog other = SqliteImageCatalog.open(DurableFiles.DEFAULT, file, true)) {
            // As if the change had been committed, and this catalog had not removed its row from the cache yet.
            other.revise(image, next);
        }
        assertThat(catalog.find(image.id())).contains(image);

        assertThat(events()).last().isEqualTo(ImageEvent.updated(next));

        assertThat(catalog.find(image.id())).contains(next);
    }

    @Test
    void positionOfAnotherKindOfLogIsAfterAllEvents() {
        published(STORED);
        EventPosition other = new EventPosition(1, 0);

        assertThat(testee().read(other, 10)).isEqualTo(new EventPage(List.of(), other));
    }

    @Test
    void eventsAreReadAndRemovedThroughIndexes() throws SQLException {
        try (Sqlite sqlite = Sqlite.openReader(file)) {
            for (String sql : List.of(SqliteEventLog.READ, SqliteEventLog.REMOVE)) {
                List<String> plan = new ArrayList<>();
                try (ResultSet rows = sqlite.query("EXPLAIN QUERY PLAN " + sql)) {
                    while (rows.next()) {
                        plan.add(rows.getString("detail"));
                    }
                }
                assertThat(plan).as("%s %s", sql, plan).isNotEmpty()
                        .noneMatch(step -> step.contains("SCAN") || step.contains("TEMP B-TREE"));
            }
        }
    }

    @Test
    void damagedEventIsCorrupted() throws SQLException {
        published(STORED);
        execute("UPDATE event SET width = 0");

        assertThatThrownBy(() -> testee().read(EventPosition.START, 1)).isInstanceOf(StorageException.Corrupted.class);
    }

    @Test
    void closedCatalogIsUnavailable() {
        EventLog log = testee();
        catalog.close();

        assertThatThrownBy(log::end).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> log.read(EventPosition.START, 1)).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> log.removeBefore(STORED)).isInstanceOf(StorageException.Unavailable.class);
    }
}
