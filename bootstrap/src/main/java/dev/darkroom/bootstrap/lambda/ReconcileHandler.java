package dev.darkroom.bootstrap.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.log.Logging;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.operations.Reconcile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * Finishes interrupted uploads and deletions. This is the handler of a function that runs on a schedule, because {@link
 * LambdaHandler} is frozen between events and cannot work in the background. The content of the event is ignored. Thread-safe.
 */
public final class ReconcileHandler implements RequestStreamHandler {
    private final Reconcile reconcile;

    /**
     * Creates the use case from the environment. The storage stays open until the function ends.
     *
     * @throws dev.darkroom.bootstrap.configuration.BadConfigurationException if a variable is invalid
     */
    public ReconcileHandler() {
        Configuration configuration = LambdaConfiguration.from(System.getenv());
        InstantSource clock = InstantSource.system();
        Logging.start(configuration.log(), System.out);
        reconcile = Wiring
                .of(configuration, StorageModule.open(configuration, clock, Telemetry.off()),
                        ImagingModule.inThisProcess(configuration), clock, TelemetryModule.off())
                .getInstance(Reconcile.class);
    }

    /**
     * Reconciles, and writes the numbers of the report as JSON.
     *
     * @throws dev.darkroom.domain.model.StorageException if the catalog is unavailable
     */
    @Override
    public void handleRequest(InputStream event, OutputStream result, Context context) throws IOException {
        Reconcile.Report report = reconcile.reconcile(new Reconcile.Command(Application.GRACE));
        result.write(
                "{\"uploads_undone\":%d,\"deletions_finished\":%d,\"failed\":%d}"
                        .formatted(report.uploadsUndone(), report.deletionsFinished(), report.failed())
                        .getBytes(StandardCharsets.UTF_8));
    }
}
