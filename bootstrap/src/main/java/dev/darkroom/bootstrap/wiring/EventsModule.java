package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import dev.darkroom.adapter.events.WebhookSettings;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.domain.port.in.events.ManageDeliveries;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.service.events.ManageDeliveriesService;
import java.time.InstantSource;
import java.util.UUID;

/** Binds the delivery of events to webhooks. Nothing is opened before it is asked for. */
final class EventsModule extends AbstractModule {
    private final WebhookSettings webhooks;
    private final boolean isExclusive;
    private final InstantSource clock;

    /** @param isExclusive whether no other process can use the catalog. Then a restart continues at once */
    EventsModule(WebhookSettings webhooks, boolean isExclusive, InstantSource clock) {
        this.webhooks = webhooks;
        this.isExclusive = isExclusive;
        this.clock = clock;
    }

    /** The caller closes it. */
    @Provides
    WebhookDelivery webhookDelivery(EventLog log, DeliveryStore store, Telemetry telemetry) {
        String holder = isExclusive ? "the-only-process" : UUID.randomUUID().toString();
        return WebhookDelivery.open(webhooks, log, store, holder, telemetry.useCases(), clock);
    }

    @Provides
    ManageDeliveries manageDeliveries(EventLog log, DeliveryStore store) {
        return new ManageDeliveriesService(
                log, store, webhooks.receivers().stream().map(WebhookSettings::idOf).toList(), clock);
    }
}
