package dev.darkroom.adapter.telemetry;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Measures requests by route and status, and opens the root span of each, or a span in the caller's trace (W3C Trace Context).
 * The log lines of a request contain its {@code trace_id}.
 */
record InstrumentedRequests(Meters meters, Tracing tracing, Function<ServletRequest, @Nullable String> routes)
        implements Filter {
    /** Methods with a label of their own. All others share one label, because a client can make up any number. */
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Server-Sent Events (HTML standard, section 9.2). */
    private static final String STREAM = "text/event-stream";

    private static final String TRACE_ID = "trace_id";
    private static final String OTHER_METHOD = "other";
    private static final String NO_ROUTE = "none";

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        String method = METHODS.contains(request.getMethod()) ? request.getMethod() : OTHER_METHOD;
        long start = System.nanoTime();
        meters.activeRequests().incrementAndGet();
        int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        try (Tracing.Span span = tracing.request(request)) {
            String traceId = span.traceId();
            if (traceId != null) {
                MDC.put(TRACE_ID, traceId);
            }
            try {
                chain.doFilter(request, response);
                status = response.getStatus();
            } finally {
                MDC.remove(TRACE_ID);
                span.responded(method, route(request), status);
            }
        } finally {
            meters.activeRequests().decrementAndGet();
            if (!isStream(response)) {
                meters.request(method, route(request), status).record(Duration.ofNanos(System.nanoTime() - start));
            }
        }
    }

    /** Whether the response lasts until the client goes, so that its time says nothing about the server. */
    private static boolean isStream(HttpServletResponse response) {
        return STREAM.equals(response.getContentType());
    }

    private String route(HttpServletRequest request) {
        String route = routes.apply(request);
        return route == null ? NO_ROUTE : route;
    }
}
