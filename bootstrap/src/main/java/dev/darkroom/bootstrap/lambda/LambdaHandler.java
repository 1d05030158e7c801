package dev.darkroom.bootstrap.lambda;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Request;
import dev.darkroom.adapter.http.server.MemoryHttpServer.Response;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.log.Logging;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves events of API Gateway (REST and HTTP APIs) and of function URLs, as the server serves HTTP requests. With the managed
 * Java runtime, {@code dev.darkroom.bootstrap.lambda.LambdaHandler} is the handler of the function; in a container image, it
 * is the argument of the runtime interface client.
 *
 * <p>The constructor creates everything, before the first event, so that a snapshot (Lambda SnapStart) contains it. Functions
 * that are restored from one snapshot must not share connections, credentials and the folder for arriving uploads. These are
 * closed before the snapshot and created again after it. Thread-safe.
 */
public final class LambdaHandler implements RequestStreamHandler, Resource {
    private static final Logger LOG = LoggerFactory.getLogger(LambdaHandler.class);

    /** Half of the 10 s limit for initialisation (AWS Lambda Developer Guide, "Lambda execution environment"). */
    private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(5);

    private final Configuration configuration;
    private final InstantSource clock;
    private final Gateway gateway;
    private volatile @Nullable LambdaService service;

    /**
     * Creates the service from the environment.
     *
     * @throws dev.darkroom.bootstrap.configuration.BadConfigurationException if a variable is invalid
     */
    public LambdaHandler() {
        configuration = LambdaConfiguration.ofApi(System.getenv());
        clock = InstantSource.system();
        Logging.start(configuration.log(), System.out);
        gateway = new Gateway(configuration.publicUrl());
        LambdaService opened = LambdaService.open(configuration, clock);
        warmUp(opened);
        service = opened;
        Core.getGlobalContext().register(this);
    }

    @Override
    public void handleRequest(
            InputStream event, OutputStream result, com.amazonaws.services.lambda.runtime.Context context)
            throws IOException {
        LambdaService open = service;
        if (open == null) {
            throw new IllegalStateException("The function is not restored from its snapshot yet");
        }
        Gateway.Call call = gateway.read(event);
        Response response = open.answer(call.request(), Duration.ofMillis(context.getRemainingTimeInMillis()));
        call.format().write(response, result);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        LambdaService open = service;
        service = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        service = LambdaService.open(configuration, clock);
    }

    /**
     * Requests a picture that does not exist. This loads the classes of a view, including those of the DynamoDB client, while the
     * function has its full CPU and no client waits. If the table does not exist, the response differs, but the classes are
     * loaded too.
     */
    private static void warmUp(LambdaService service) {
        Request view = new Request("GET", "https://localhost", "/images/" + UUID.randomUUID(), "", List.of(),
                ByteBuffer.allocate(0));
        try {
            service.answer(view, WARM_UP_TIMEOUT);
        } catch (IllegalStateException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("The warm-up failed. Continuing without it");
        }
    }
}
