package dev.darkroom.bootstrap.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.google.inject.Injector;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.lifecycle.EventDeliverer;
import dev.darkroom.bootstrap.log.Logging;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.WebhookDelivery;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.operations.Reconcile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Finishes interrupted uploads and deletions, and delivers events. This is the handler of a function that runs on a schedule, because {@link
 * LambdaHandler} is frozen between events and cannot work in the background. The content of the event is ignored. Thread-safe.
 */
public final class ReconcileHandler implements RequestStreamHandler {
    /** A send takes at most 15 s, and what comes after it is short. */
    private static final Duration TIME_OF_A_SEND = Duration.ofSeconds(20);

    private final InstantSource clock = InstantSource.system();
    private final boolean hasReceivers;
    private final Injector injector;

    /**
     * Creates the use cases from the environment. The storage stays open until the function ends.
     *
     * @throws dev.darkroom.bootstrap.configuration.BadConfigurationException if a variable is invalid
     */
    public ReconcileHandler() {
        Configuration configuration = LambdaConfiguration.from(System.getenv());
        Logging.start(configuration.log(), System.out);
        hasReceivers = !configuration.webhooks().receivers().isEmpty();
        injector = Wiring.of(
                configuration, StorageModule.open(configuration, clock, Telemetry.off()),
                ImagingModule.inThisProcess(configuration), clock, TelemetryModule.off());
    }

    /**
     * Delivers the events that are due, for half of the time that the function may run, reconciles, and writes the numbers of the reports as JSON.
     *
     * @throws dev.darkroom.domain.model.StorageException if the catalog is unavailable
     */
    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        // The other half is for the reconciliation.
        Instant end = clock.instant().plusMillis(context.getRemainingTimeInMillis() / 2).minus(TIME_OF_A_SEND);
        int delivered = hasReceivers ? deliverUntil(end) : 0;
        Reconcile.Report report =
                injector.getInstance(Reconcile.class).reconcile(new Reconcile.Command(Application.GRACE));
        result.write(
                "{\"uploads_undone\":%d,\"deletions_finished\":%d,\"images_purged\":%d,\"failed\":%d%s}"
                        .formatted(
                                report.uploadsUndone(), report.deletionsFinished(), report.imagesPurged(),
                                report.failed(),
                                hasReceivers ? ",\"events_delivered\":" + delivered : "")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private int deliverUntil(Instant end) {
        try (WebhookDelivery delivery = injector.getInstance(WebhookDelivery.class)) {
            return EventDeliverer.deliverUntil(end, delivery.useCase(), clock);
        }
    }
}
