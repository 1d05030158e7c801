package dev.darkroom.domain.service.events;

import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.port.in.events.ReadEvents;
import dev.darkroom.domain.port.out.events.EventLog;

/** {@link ReadEvents} over the log of a catalog. Thread-safe. */
public final class ReadEventsService implements ReadEvents {
    private final EventLog log;

    public ReadEventsService(EventLog log) {
        this.log = log;
    }

    @Override
    public boolean isRecording() {
        return log.isRecording();
    }

    @Override
    public EventPosition end() {
        return log.end();
    }

    @Override
    public EventPage read(EventPosition after, int limit) {
        return log.read(after, limit);
    }
}
