package dev.darkroom.domain.port.out.events;

import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.event.ReceiverId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends events to the configured receivers. Thread-safe. */
public interface Webhooks {
    /** The receivers, each once. */
    List<ReceiverId> receivers();

    /**
     * Sends an event once, and waits for the response for a bounded time. It does not throw for what the receiver or the network does.
     * The receiver may have got the event even if the result is a failure, and it may get it again: each attempt has the same
     * {@linkplain ImageEvent#id id}.
     *
     * @param receiver one of {@link #receivers}
     */
    Outcome send(ReceiverId receiver, ImageEvent event);

    /** The result of an attempt. */
    sealed interface Outcome {
        /** The receiver has accepted the event. */
        record Delivered() implements Outcome {}

        /**
         * The receiver has not accepted the event, as far as is known.
         *
         * @param reason for the operator, without secrets
         * @param retryAfter how long the receiver asks to wait, or null if it does not say
         */
        record Failed(String reason, @Nullable Duration retryAfter) implements Outcome {}

        /** The receiver wants no more events. */
        record Gone() implements Outcome {}
    }
}
