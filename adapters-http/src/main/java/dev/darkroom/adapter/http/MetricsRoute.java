package dev.darkroom.adapter.http;

import dev.darkroom.domain.model.Actor;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: numbers for Prometheus. */
final class MetricsRoute implements Handler {
    static final String PATH = "/metrics";

    /** Prometheus, "Exposition formats": the text format. */
    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final Supplier<String> metrics;
    private final @Nullable Actors actors;

    /** @param actors tells who asks, or null when everybody may */
    MetricsRoute(Supplier<String> metrics, @Nullable Actors actors) {
        this.metrics = metrics;
        this.actors = actors;
    }

    @Override
    public void handle(Context ctx) {
        if (actors != null) {
            actors.handle(ctx);
            switch (Actors.of(ctx.req())) {
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
