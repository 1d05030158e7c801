package dev.darkroom.domain.port.in.events;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.event.EventPosition;
import dev.darkroom.domain.model.event.ReceiverId;
import java.time.Instant;
import java.util.List;

/**
 * Shows what waits to be delivered, and changes it. It can run beside {@link DeliverEvents}; events that are being sent at that time may
 * be sent again. Thread-safe. Every method throws {@link dev.darkroom.domain.model.StorageException.Unavailable} when the store of
 * progress is unavailable or changes all the time.
 */
public interface ManageDeliveries {
    /** All receivers that have had a round. */
    List<Progress> list();

    /** Makes all waiting events due now, and enables receivers that were disabled. Returns the number of waiting events. */
    int retry();

    /** Drops all events that are not delivered yet: those that wait, and those that were not read. Returns the number that waited. */
    int drop();

    /**
     * How far a receiver has come.
     *
     * @param position of the last event that was read
     * @param dropped the number of events that were dropped since the first round
     * @param waiting events that were read and not delivered, in the order of the log
     */
    record Progress(
            ReceiverId receiver, DeliverEvents.State state, EventPosition position, long dropped,
            List<Waiting> waiting) {
        public Progress {
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * An event that waits.
     *
     * @param at the time of the change
     * @param attempts the number of attempts so far
     * @param next the time of the next attempt, at the earliest
     * @param reason of the last failure, or an empty text if there was no attempt
     */
    record Waiting(EventPosition position, ImageId image, Instant at, int attempts, Instant next, String reason) {}
}
