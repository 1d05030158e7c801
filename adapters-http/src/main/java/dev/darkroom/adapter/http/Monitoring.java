package dev.darkroom.adapter.http;

import jakarta.servlet.Filter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How whoever runs the service looks at its requests.
 *
 * @param filter goes before all else on every path, or null for none; when a request has been answered, it finds its
 *     route's template in {@link #ROUTE_ATTRIBUTE}
 * @param metrics what {@code GET /metrics} shows, as Prometheus text; null where there is no such route
 * @param open whether whoever reaches the server may see the metrics, also where there is sign-in; else admins may
 */
public record Monitoring(@Nullable Filter filter, @Nullable Supplier<String> metrics, boolean open) {
    /**
     * The attribute of a request with the template of its route, such as <code>/images/{image_id}</code>; it is not there
     * when the path has none.
     */
    public static final String ROUTE_ATTRIBUTE = "dev.darkroom.route";

    /** Nobody looks. */
    public static final Monitoring NONE = new Monitoring(null, null, false);
}
