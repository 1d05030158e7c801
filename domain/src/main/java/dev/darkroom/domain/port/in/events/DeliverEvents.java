package dev.darkroom.domain.port.in.events;

import dev.darkroom.domain.model.event.ReceiverId;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to receivers, at least once and in the order of the changes of each image. Any number of processes may do so at the
 * same time; only one of them sends to a receiver. Thread-safe.
 */
public interface DeliverEvents {
    /** How long an event is tried, in days. Then it is dropped. */
    int TRIED_DAYS = 3;

    /**
     * How many events of a receiver wait for another attempt. If there are as many, new ones stay in the log, unless the receiver accepts others and
     * has failed for one of the waiting ones at least six times: that one is dropped.
     */
    int MAX_WAITING = 500;

    /** The receivers. Each has its own rounds, so that none delays another. */
    List<ReceiverId> receivers();

    /**
     * Sends the events that are due, and at most 100 new ones. A receiver for which this is the first round starts with the events of
     * later changes.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the log or the store of progress is unavailable. What was
     *     sent may be sent again
     * @throws dev.darkroom.domain.model.StorageException.Corrupted when the stored progress is damaged
     */
    Report deliver(Command command);

    /**
     * A round.
     *
     * @param receiver one of {@link #receivers}
     * @param goesOn is asked before each send. If it is false, the round ends after the sends in progress, whose failures do not count
     */
    record Command(ReceiverId receiver, BooleanSupplier goesOn) {}

    /** Whether a receiver accepts events. */
    enum State {
        /** It does, as far as is known. */
        UP,
        /** The last attempts failed. One event at a time is tried. */
        DOWN,
        /** It said that it wants no more events. Nothing is sent until an operator retries. */
        DISABLED
    }

    /**
     * The result of a round.
     *
     * @param delivered the number of events that the receiver accepted
     * @param failed the number of attempts that failed
     * @param dropped the number of events that will not be tried again
     * @param waiting the number of events that wait for another attempt
     * @param age the time since the change of the oldest of them, or zero if there are none
     * @param reason of the last failure, or null if there was none
     * @param pause when to begin the next round
     */
    record Report(
            int delivered, int failed, int dropped, int waiting, Duration age, State state,
            @Nullable String reason, Duration pause) {}
}
