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

/** The service without a socket and without background work, because a frozen function cannot run any. */
final class LambdaService implements AutoCloseable {
    /** Limit of Lambda for an event and for a result (AWS Lambda Developer Guide, "Lambda quotas"). */
    static final int MAX_EVENT_BYTES = 6 * 1024 * 1024;

    /**
     * Space for all of an event except its body. API Gateway accepts 10,240 bytes of headers (API Gateway Developer Guide,
     * "Quotas"). The event contains headers and query up to twice, escaped, and the context of the request.
     */
    private static final int ENVELOPE_BYTES = 96 * 1024;

    /** Space for the fields of a form, which are limited to 64 KiB in total. */
    private static final int FORM_BYTES = 64 * 1024;

    /** The largest picture that always fits into an event, in base64 (4 characters for 3 bytes; RFC 4648, section 4). */
    static final int MAX_UPLOAD_BYTES = (MAX_EVENT_BYTES - ENVELOPE_BYTES) / 4 * 3 - FORM_BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(LambdaService.class);

    private final StorageModule storage;
    private final MemoryHttpServer server;

    private LambdaService(StorageModule storage, MemoryHttpServer server) {
        this.storage = storage;
        this.server = server;
    }

    /** Creates and starts the service, without network access. */
    static LambdaService open(Configuration configuration, InstantSource clock) {
        StorageModule storage = StorageModule.open(configuration, clock, Telemetry.off());
        try {
            Injector injector = Wiring.of(
                    configuration, storage, ImagingModule.inThisProcess(configuration), clock, TelemetryModule.off());
            // Opened now, so that a snapshot contains it.
            ImageRenderer renderer = injector.getInstance(ImageRenderer.class);
            boolean _ = renderer.renders(ContentType.JPEG, ContentType.JPEG);
            LOG.atInfo()
                    .addKeyValue("renderer", renderer.name())
                    .log("Rendering in this process, because the function itself limits memory and time");
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
