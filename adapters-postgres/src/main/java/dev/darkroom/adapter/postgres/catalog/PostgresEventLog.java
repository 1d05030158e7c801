package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.port.out.events.EventLog;
import java.time.Instant;
import java.util.List;

/**
 * Reads the table of events. A position consists of a transaction and a number within it. Transactions do not commit in the order of their ids, so
 * an event appears only after all transactions with lower ids have ended, also those of other databases of the server. Until a long one has ended,
 * later events wait. Transactions that only read have no id and delay nothing.
 *
 * <p>Positions increase after a failover and on a restored copy. A server that lost commits may give the positions of lost events to
 * others.
 */
public final class PostgresEventLog implements EventLog {
    private static final String DECIDED = "place < (SELECT place FROM event_horizon)";

    private static final String END =
            "SELECT place, number FROM event WHERE " + DECIDED + " ORDER BY place DESC, number DESC LIMIT 1";

    private static final String READ = "SELECT " + EventRows.COLUMNS + " FROM event WHERE (place, number) > (?, ?) AND "
            + DECIDED + " ORDER BY place, number LIMIT ?";

    /** Small enough that a statement takes milliseconds. */
    private static final int MAX_REMOVED = 500;

    private static final String REMOVE = """
            DELETE FROM event WHERE (place, number) IN
                (SELECT place, number FROM event WHERE at < ? AND %s ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED)
            """.formatted(DECIDED);

    private final Database database;
    private final boolean isRecording;

    /** @param isRecording whether the catalog in the database records events */
    public PostgresEventLog(Database database, boolean isRecording) {
        this.database = database;
        this.isRecording = isRecording;
    }

    @Override
    public boolean isRecording() {
        return isRecording;
    }

    @Override
    public EventPosition end() {
        requireRecording();
        return database.statement(session -> session.row(END, EventRows::position)).orElse(EventPosition.START);
    }

    @Override
    public EventPage read(EventPosition after, int limit) {
        requireRecording();
        List<EventPage.Entry> entries = database.statement(
                session -> session.rows(READ, EventRows::entry, after.major(), after.minor(), limit));
        return new EventPage(entries, entries.isEmpty() ? after : entries.getLast().position());
    }

    @Override
    public void removeBefore(Instant time) {
        int removed;
        do {
            removed = database.statement(session -> session.update(REMOVE, time, MAX_REMOVED));
        } while (removed == MAX_REMOVED);
    }

    private void requireRecording() {
        if (!isRecording) {
            throw new UnsupportedOperationException("The catalog records no events");
        }
    }
}
