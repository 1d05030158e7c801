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
 * Finishes what a crash left half done, whatever the event says: the handler of a function that runs on a schedule, because
 * {@link LambdaHandler} is frozen between events and does nothing in the background. Thread-safe.
 */
public final class ReconcileHandler implements RequestStreamHandler {
    private final Reconcile reconcile;

    /**
     * Makes the use case from the environment; the storage is open as long as the function lives.
     *
     * @throws dev.darkroom.bootstrap.configuration.BadConfigurationException when a variable is not accepted
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
     * Answers with what was finished.
     *
     * @throws dev.darkroom.domain.model.StorageException when the catalog is out of reach
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
