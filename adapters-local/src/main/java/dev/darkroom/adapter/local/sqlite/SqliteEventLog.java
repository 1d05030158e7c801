package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.adapter.local.sqlite.connection.GroupCommitWriter;
import dev.darkroom.adapter.local.sqlite.connection.ReaderPool;
import dev.darkroom.adapter.local.sqlite.connection.Sqlite;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.port.out.events.EventLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Stores events in the file of the catalog. The transaction of a change writes its event, so their numbers have the order of the changes. */
final class SqliteEventLog implements EventLog {
    private static final String RECORD = copy("image");

    private static final String RECORD_DISCARDED = copy("trashed_image");

    /** The number of the last event, also if it was removed. */
    private static final String END = "SELECT seq FROM sqlite_sequence WHERE name = 'event'";

    static final String READ = "SELECT * FROM event WHERE number > ? ORDER BY number LIMIT ?";

    /** Small enough that other changes do not wait noticeably. */
    private static final int MAX_REMOVED = 500;

    static final String REMOVE =
            "DELETE FROM event WHERE number IN (SELECT number FROM event WHERE at < ? LIMIT %d)".formatted(MAX_REMOVED);

    private final boolean isRecording;
    private final GroupCommitWriter writer;
    private final ReaderPool readers;
    private final Consumer<ImageId> seen;

    /** @param seen receives the image of each event before {@link #read} returns the event */
    SqliteEventLog(boolean isRecording, GroupCommitWriter writer, ReaderPool readers, Consumer<ImageId> seen) {
        this.isRecording = isRecording;
        this.writer = writer;
        this.readers = readers;
        this.seen = seen;
    }

    /** The statement that copies the row of an image from a table. */
    private static String copy(String table) {
        return "INSERT INTO event (kind, at, id, %1$s) SELECT ?, ?, id, %1$s FROM %2$s WHERE id = ?"
                .formatted(ImageRows.COLUMNS, table);
    }

    /** Records a change in its transaction, while the row of the image exists. Does nothing if the catalog records no events. */
    void record(Sqlite sqlite, ImageEvent.Kind kind, Instant at, ImageId id) throws SQLException {
        if (isRecording) {
            sqlite.update(RECORD, text(kind), at.toEpochMilli(), ImageRows.bytes(id));
        }
    }

    /** Records that an image in the trash is deleted, in the transaction of that, while its row exists. */
    void recordDiscarded(Sqlite sqlite, Instant at, ImageId id) throws SQLException {
        if (isRecording) {
            sqlite.update(RECORD_DISCARDED, text(ImageEvent.Kind.DELETED), at.toEpochMilli(), ImageRows.bytes(id));
        }
    }

    @Override
    public boolean isRecording() {
        return isRecording;
    }

    @Override
    public EventPosition end() {
        requireRecording();
        return readers.read(sqlite -> {
            try (ResultSet row = sqlite.query(END)) {
                return row.next() ? position(row.getLong("seq")) : EventPosition.START;
            }
        });
    }

    @Override
    public EventPage read(EventPosition after, int limit) {
        requireRecording();
        List<EventPage.Entry> entries = readers.read(sqlite -> entries(sqlite, after, limit));
        entries.forEach(entry -> seen.accept(entry.event().image().id()));
        return new EventPage(entries, entries.isEmpty() ? after : entries.getLast().position());
    }

    private static List<EventPage.Entry> entries(Sqlite sqlite, EventPosition after, int limit) throws SQLException {
        List<EventPage.Entry> entries = new ArrayList<>();
        // No position of this log has another major number than 0.
        try (ResultSet row = sqlite.query(READ, after.major() > 0 ? Long.MAX_VALUE : after.minor(), limit)) {
            while (row.next()) {
                entries.add(new EventPage.Entry(position(row.getLong("number")), event(row)));
            }
        }
        return entries;
    }

    private static ImageEvent event(ResultSet row) throws SQLException {
        return new ImageEvent(
                kind(row),
                Instant.ofEpochMilli(row.getLong("at")),
                ImageRows.read(ImageRows.id(row.getBytes("id")), row));
    }

    private static ImageEvent.Kind kind(ResultSet row) throws SQLException {
        try {
            return ImageEvent.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new StorageException.Corrupted("The catalog's event " + row.getLong("number") + " is damaged", e);
        }
    }

    private static EventPosition position(long number) {
        return new EventPosition(0, number);
    }

    private static String text(ImageEvent.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void removeBefore(Instant time) {
        long millis = ListQuery.ceilingMillis(time);
        int removed;
        do {
            removed = writer.run(sqlite -> sqlite.update(REMOVE, millis));
        } while (removed == MAX_REMOVED);
    }

    private void requireRecording() {
        if (!isRecording) {
            throw new UnsupportedOperationException("The catalog records no events");
        }
    }
}
