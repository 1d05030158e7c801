package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.port.out.events.EventLog;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Events in a map, by their number. Thread-safe. */
public final class InMemoryEventLog implements EventLog {
    private final NavigableMap<EventPosition, ImageEvent> events = new TreeMap<>();
    private long recorded;

    synchronized void record(ImageEvent event) {
        recorded++;
        events.put(new EventPosition(0, recorded), event);
    }

    @Override
    public boolean isRecording() {
        return true;
    }

    @Override
    public synchronized EventPosition end() {
        return new EventPosition(0, recorded);
    }

    @Override
    public synchronized EventPage read(EventPosition after, int limit) {
        List<EventPage.Entry> entries = events.tailMap(after, false).entrySet().stream()
                .limit(limit)
                .map(entry -> new EventPage.Entry(entry.getKey(), entry.getValue()))
                .toList();
        return new EventPage(entries, entries.isEmpty() ? after : entries.getLast().position());
    }

    @Override
    public synchronized void removeBefore(Instant time) {
        events.values().removeIf(event -> event.at().isBefore(time));
    }
}
