package dev.darkroom.domain.port.out.events;

import dev.darkroom.domain.model.event.EventPage;
import dev.darkroom.domain.model.event.EventPosition;
import java.time.Instant;

/**
 * The events of a catalog that records them. A catalog records an event in the step that {@linkplain
 * dev.darkroom.domain.port.out.catalog.ImageCatalog#publish publishes}, {@linkplain
 * dev.darkroom.domain.port.out.catalog.ImageCatalog#revise revises} or {@linkplain
 * dev.darkroom.domain.port.out.catalog.ImageCatalog#withdraw withdraws} an image, once for each step however often the call is repeated, and
 * never for a step that was refused. No other step has an event.
 *
 * <p>Everybody reads the same order. The events of an image are in the order of its changes. Nothing is ever added at or before a
 * position that was returned. The cost of reading depends on the number of events read, not on that of images.
 *
 * <p>Implementations are safe for use by many threads and, if the log is shared, many processes. Every method throws {@link
 * dev.darkroom.domain.model.StorageException.Unavailable} when the log is unreachable.
 */
public interface EventLog {
    /** How long events are kept at least, in days. Receivers are retried for three, and one is for clocks that differ. */
    int KEPT_DAYS = 4;

    /** The log of a catalog that records no events. */
    EventLog OFF = new NoEvents();

    /**
     * Whether the catalog records events. Otherwise {@link #end} and {@link #read} throw {@link UnsupportedOperationException}. A log may begin to
     * record while it is used, after it was provisioned.
     */
    boolean isRecording();

    /** The end of the log: the events of all changes that begin after this call come after it. */
    EventPosition end();

    /**
     * Reads the next events. The event of a change may appear some seconds after the change, but not later than that of a later change of
     * the same image.
     *
     * @param after the position to continue from. If events after it were removed, the result continues with the oldest that is left
     * @param limit the maximum number of events, 1–1,000
     */
    EventPage read(EventPosition after, int limit);

    /**
     * Removes the events of changes before the given time, unless the log does so by itself. Others stay. A log that does not record any more may
     * have some. It must be called every few hours: a log whose events come from a change stream keeps them in this call if nobody reads.
     */
    void removeBefore(Instant time);
}
