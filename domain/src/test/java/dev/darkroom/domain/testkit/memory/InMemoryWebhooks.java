package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.out.events.Webhooks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Receivers whose responses a test gives. Thread-safe if they are. */
public final class InMemoryWebhooks implements Webhooks {
    private final List<ReceiverId> receivers;
    private final List<Sent> sent = new ArrayList<>();
    private volatile BiFunction<ReceiverId, ImageEvent, Outcome> response = (_, _) -> new Outcome.Delivered();

    /** An attempt. */
    public record Sent(ReceiverId receiver, ImageEvent event, Outcome outcome) {}

    public InMemoryWebhooks(ReceiverId... receivers) {
        this.receivers = List.of(receivers);
    }

    /** Sets the response to the next attempts. */
    public void respond(BiFunction<ReceiverId, ImageEvent, Outcome> next) {
        response = next;
    }

    /** All attempts, in the order in which they ended. */
    public synchronized List<Sent> sent() {
        return List.copyOf(sent);
    }

    @Override
    public List<ReceiverId> receivers() {
        return receivers;
    }

    @Override
    public Outcome send(ReceiverId receiver, ImageEvent event) {
        Outcome outcome = response.apply(receiver, event);
        synchronized (this) {
            sent.add(new Sent(receiver, event, outcome));
        }
        return outcome;
    }
}
