package dev.darkroom.bootstrap.wiring;

import dev.darkroom.adapter.events.HttpWebhooks;
import dev.darkroom.adapter.events.WebhookSettings;
import dev.darkroom.adapter.http.events.EventJson;
import dev.darkroom.adapter.telemetry.usecase.UseCaseDecorators;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.service.events.DeliverEventsService;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * The delivery of events, with an open HTTP client.
 *
 * @param useCase delivers until this is closed
 */
public record WebhookDelivery(DeliverEvents useCase, HttpWebhooks webhooks) implements AutoCloseable {

    static WebhookDelivery open(
            WebhookSettings settings, EventLog log, DeliveryStore store, String holder, UseCaseDecorators decorators,
            InstantSource clock) {
        HttpWebhooks webhooks = new HttpWebhooks(settings, EventJson::bytes, userAgent(), clock);
        return new WebhookDelivery(
                decorators.deliverEvents(new DeliverEventsService(
                        log, store, webhooks, clock, new SecureRandom(), holder)),
                webhooks);
    }

    /** With the version of the jar, if the classes are from the jar. */
    private static String userAgent() {
        @Nullable
        String version = WebhookDelivery.class.getPackage().getImplementationVersion();
        return version == null ? "Darkroom" : "Darkroom/" + version;
    }

    /** Aborts sends in progress. */
    @Override
    public void close() {
        webhooks.close();
    }
}
