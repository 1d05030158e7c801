package dev.darkroom.domain.model.event;

import java.util.List;

/**
 * A part of a log.
 *
 * @param entries in the order of the log; empty if there are none yet
 * @param end from where to read on
 */
public record EventPage(List<Entry> entries, EventPosition end) {
    /** An event and its place. */
    public record Entry(EventPosition position, ImageEvent event) {}

    public EventPage {
        entries = List.copyOf(entries);
    }
}
