package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.model.event.ReceiverId;
import dev.darkroom.domain.port.out.events.Webhooks.Outcome;
import dev.darkroom.domain.testkit.contract.WebhooksContract;
import java.time.Duration;
import java.util.List;

class InMemoryWebhooksTest implements WebhooksContract {
    private final InMemoryWebhooks webhooks = new InMemoryWebhooks(new ReceiverId("one"), new ReceiverId("two"));

    @Override
    public InMemoryWebhooks testee() {
        return webhooks;
    }

    @Override
    public void respond(Response response) {
        webhooks.respond((_, _) -> switch (response) {
            case ACCEPT -> new Outcome.Delivered();
            case FAIL -> new Outcome.Failed("500", null);
            case ASK_TO_WAIT -> new Outcome.Failed("429", Duration.ofHours(1));
            case NO_MORE -> new Outcome.Gone();
        });
    }

    @Override
    public List<String> received() {
        return webhooks.sent().stream().map(sent -> sent.event().id()).toList();
    }
}
