package dev.darkroom.adapter.http.operations;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.access.Actor;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: the metrics for Prometheus. */
public final class MetricsRoute implements Handler {
    public static final String PATH = "/metrics";

    /** Prometheus, "Exposition formats": the text format. */
    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> metrics;
    private final @Nullable Handler signIn;

    /** @param signIn sets the actor of the request, or null if the metrics are public */
    public MetricsRoute(Supplier<String> metrics, @Nullable Handler signIn) {
        this.metrics = metrics;
        this.signIn = signIn;
    }

    @Override
    public void handle(Context ctx) throws Exception {
        if (signIn != null) {
            signIn.handle(ctx);
            switch (RequestContext.of(ctx.req()).requireActor()) {
                case Actor.Anyone _, Actor.Admin _ -> {}
                case Actor.User _ -> throw new ProblemException(ErrorCode.FORBIDDEN,
                        "The metrics are for admins: sign in as one");
            }
        }
        ctx.header("Cache-Control", "no-store");
        ctx.result(metrics.get());
        ctx.contentType(MEDIA_TYPE);
    }
}
