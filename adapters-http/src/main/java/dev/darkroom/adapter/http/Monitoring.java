package dev.darkroom.adapter.http;

import dev.darkroom.adapter.http.request.RequestContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequest;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How requests are observed.
 *
 * @param filter the first filter on every path, or null. After the response, it gets the template of the route from {@link #route}.
 * @param metrics the response of {@code GET /metrics} in Prometheus' text format, or null for no such route
 * @param open whether the metrics can be read without sign-in; otherwise only by admins, unless the server has no sign-in
 * @param eventStreams receives what counts the streams of events that are open
 */
public record Monitoring(
        @Nullable Filter filter,
        @Nullable Supplier<String> metrics,
        boolean open,
        Consumer<IntSupplier> eventStreams) {
    /** No monitoring. */
    public static final Monitoring NONE = new Monitoring(null, null, false, _ -> {});

    /** The template of a request's route, such as <code>/images/{image_id}</code>, or null if no route matches its path. */
    public static @Nullable String route(ServletRequest request) {
        return RequestContext.of(request).route();
    }
}
