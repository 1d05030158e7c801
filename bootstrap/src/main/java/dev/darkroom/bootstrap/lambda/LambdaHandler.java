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
 * Answers the events of API Gateway (REST and HTTP APIs) and of function URLs, as the server answers requests: the handler
 * {@code dev.darkroom.bootstrap.lambda.LambdaHandler} of a function with the managed Java runtime, or the argument of the
 * runtime interface client in a container image.
 *
 * <p>Everything is made by the constructor, before the first event, so that a snapshot (Lambda SnapStart) holds it. What
 * must not be shared by all the functions that are restored from one snapshot is closed before it is taken and made anew
 * after: connections, credentials and the folder for arriving uploads. Thread-safe.
 */
public final class LambdaHandler implements RequestStreamHandler, Resource {
    private static final Logger LOG = LoggerFactory.getLogger(LambdaHandler.class);

    /** Of the 10 s that a function has to initialise (AWS Lambda Developer Guide, "Lambda execution environment"). */
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(5);

    private final Configuration configuration;
    private final InstantSource clock;
    private final Gateway gateway;
    private volatile @Nullable LambdaService service;

    /**
     * Makes the service from the environment.
     *
     * @throws dev.darkroom.bootstrap.configuration.BadConfigurationException when a variable is not accepted
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
            throw new IllegalStateException("The function is between a snapshot and its restoration");
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
     * Asks for a picture that nobody has: this loads the classes of a view down to DynamoDB's connection while the function
     * has its full CPU and nobody waits. Without the table the answer is another one, which does as well.
     */
    private static void warmUp(LambdaService service) {
        Request view = new Request("GET", "https://localhost", "/images/" + UUID.randomUUID(), "", List.of(),
                ByteBuffer.allocate(0));
        try {
            service.answer(view, LONGEST_WARM_UP);
        } catch (IllegalStateException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Goes on without having been warmed up");
        }
    }
}
