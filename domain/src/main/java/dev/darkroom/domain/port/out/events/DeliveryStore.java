package dev.darkroom.domain.port.out.events;

import dev.darkroom.domain.model.event.ReceiverId;
import java.util.Optional;

/**
 * Stores how far each receiver of events has come: one text for each. Implementations are safe for use by many threads and, if the
 * store is shared, many processes. Every method throws {@link dev.darkroom.domain.model.StorageException.Unavailable} when the store is
 * unreachable.
 */
public interface DeliveryStore {
    /** The longest text, in characters. */
    int MAX_LENGTH = 128 * 1024;

    /** Reads what is stored for a receiver, with every change that returned before the call. Empty when there is nothing. */
    Optional<Stored> find(ReceiverId receiver);

    /**
     * Replaces what is stored for a receiver, in one step that is durable when this returns. Of concurrent calls with the same revision, one
     * replaces it.
     *
     * @param revision what {@link #find} returned, or 0 if it was empty
     * @param text at most {@value #MAX_LENGTH} characters
     * @return whether it was replaced. Its revision is one higher then
     */
    boolean replace(ReceiverId receiver, long revision, String text);

    /**
     * What is stored for a receiver.
     *
     * @param revision the number of times that it was replaced, at least 1
     */
    record Stored(long revision, String text) {}
}
