package dev.darkroom.adapter.http;

import dev.darkroom.adapter.http.request.RequestContext;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequest;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How whoever runs the service looks at its requests.
 *
 * @param filter goes before all else on every path, or null for none; when a request has been answered, it finds its
 *     route's template by {@link #route}
 * @param metrics what {@code GET /metrics} shows, as Prometheus text; null where there is no such route
 * @param open whether whoever reaches the server may see the metrics, also where there is sign-in; else admins may
 */
public record Monitoring(@Nullable Filter filter, @Nullable Supplier<String> metrics, boolean open) {
    /** Nobody looks. */
    public static final Monitoring NONE = new Monitoring(null, null, false);

    /** The template of a request's route, such as <code>/images/{image_id}</code>, or null if no route matches its path. */
    public static @Nullable String route(ServletRequest request) {
        return RequestContext.of(request).route();
    }
}
