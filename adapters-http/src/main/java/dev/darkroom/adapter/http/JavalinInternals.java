package dev.darkroom.adapter.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.servlet.JavalinServlet;
import io.javalin.router.InternalRouter;
import io.javalin.router.ParsedEndpoint;
import jakarta.servlet.Servlet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The only class that uses what Javalin names {@code unsafe}: its router and its servlet. A new version of Javalin may change them. */
final class JavalinInternals {
    private JavalinInternals() {}

    /** Finds the route of a request before Javalin does. Thread-safe. */
    interface RouteFinder {
        /** The template of the route, such as {@code /images/{image_id}}, or null if none matches. */
        @Nullable
        String find(HandlerType method, String path);
    }

    /**
     * A finder over the routes of this configuration.
     *
     * <p>Javalin looks a route up only after the {@code before} handlers. A {@code beforeMatched} handler would make it available to them,
     * but by a lookup of its own, and by an order of steps that is not documented.
     */
    static RouteFinder routeFinder(JavalinConfig config) {
        InternalRouter router = config.unsafe.internalRouter;
        return (method, path) -> {
            ParsedEndpoint route = router.findFirstHttpHandlerEntry(method, path);
            return route == null ? null : route.endpoint.path.replace('<', '{').replace('>', '}');
        };
    }

    /** The servlet for HTTP alone. {@link Javalin#javalinServlet} serves WebSocket too, which no route uses. */
    static Servlet servlet(Javalin app) {
        return new JavalinServlet(app.unsafe);
    }

    /** The method and path of each route, such as {@code GET /images/{image_id}}. */
    static Stream<String> routes(Javalin app) {
        return app.unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path);
    }
}
