package dev.darkroom.bootstrap.lambda;

import com.google.inject.Injector;
import dev.darkroom.adapter.http.HttpSettings;
import dev.darkroom.adapter.http.UseCases;
import dev.darkroom.adapter.http.server.MemoryHttpServer;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Request;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Response;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service without a socket and without work in the background, which a frozen function could not do. */
final class LambdaService implements AutoCloseable {
    /** The largest event, and the largest answer (AWS Lambda Developer Guide, "Lambda quotas"). */
    static final int MAX_EVENT_BYTES = 6 * 1024 * 1024;

    /**
     * What of an event is not its body: API Gateway takes headers of 10,240 bytes (API Gateway Developer Guide, "Quotas"),
     * and tells headers and query up to twice, escaped, beside the context of the request.
     */
    private static final int ENVELOPE_BYTES = 96 * 1024;

    /** What of a form is not its picture: the fields of an upload may have 64 KiB together. */
    private static final int FORM_BYTES = 64 * 1024;

    /** The largest picture that always fits into an event, as base64 (RFC 4648, section 4: 3 bytes in 4). */
    static final int MAX_UPLOAD_BYTES = (MAX_EVENT_BYTES - ENVELOPE_BYTES) / 4 * 3 - FORM_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(LambdaService.class);

    private final StorageModule storage;
    private final MemoryHttpServer server;

    private LambdaService(StorageModule storage, MemoryHttpServer server) {
        this.storage = storage;
        this.server = server;
    }

    /** Wires and starts; touches no network. */
    static LambdaService open(Configuration configuration, InstantSource clock) {
        StorageModule storage = StorageModule.open(configuration, clock, Telemetry.off());
        try {
            Injector injector = Wiring.of(
                    configuration, storage, ImagingModule.inThisProcess(configuration), clock, TelemetryModule.off());
            // Now, so that a snapshot has it.
            ImageRenderer renderer = injector.getInstance(ImageRenderer.class);
            boolean _ = renderer.renders(ContentType.JPEG, ContentType.JPEG);
            LOG.atInfo()
                    .addKeyValue("renderer", renderer.name())
                    .log("Rendering in this process: a function is limited by its own memory and time");
            return new LambdaService(storage, MemoryHttpServer.start(
                    injector.getInstance(HttpSettings.class).behindLimit(MAX_UPLOAD_BYTES),
                    injector.getInstance(UseCases.class),
                    () -> UUID.randomUUID().toString(),
                    clock));
        } catch (RuntimeException | Error e) {
            storage.close();
            throw e;
        }
    }

    Response answer(Request request, Duration longest) {
        return server.answer(request, longest);
    }

    @Override
    public void close() {
        try (storage) {
            server.close();
        }
    }
}
