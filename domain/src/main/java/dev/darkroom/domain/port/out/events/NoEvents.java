package dev.darkroom.domain.port.out.events;

import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import java.time.Instant;

/** The log of a catalog that records no events. */
final class NoEvents implements EventLog {
    @Override
    public boolean isRecording() {
        return false;
    }

    @Override
    public EventPosition end() {
        throw new UnsupportedOperationException("This catalog records no events");
    }

    @Override
    public EventPage read(EventPosition after, int limit) {
        throw new UnsupportedOperationException("This catalog records no events");
    }

    @Override
    public void removeBefore(Instant time) {}
}
