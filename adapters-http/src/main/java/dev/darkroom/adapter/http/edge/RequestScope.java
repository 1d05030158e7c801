package dev.darkroom.adapter.http.edge;

import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.request.SecurityHeaders;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Gives every request an id, in the response and in all its log lines, security headers, and one line in the access log. Routes that
 * machines call every few seconds are logged at debug level.
 */
public final class RequestScope implements Filter {
    public static final String REQUEST_ID_HEADER = "X-Request-Id";

    private static final Logger LOG = LoggerFactory.getLogger("dev.darkroom.access");
    private static final Pattern VALID_ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final String METRICS = "/metrics";
    private static final String HEALTH = "/health/";

    private final Supplier<String> requestIds;
    private final SecurityHeaders securityHeaders;

    public RequestScope(Supplier<String> requestIds, SecurityHeaders securityHeaders) {
        this.requestIds = requestIds;
        this.securityHeaders = securityHeaders;
    }

    /** The id that the client sent if it is valid, otherwise a new one. */
    public static String chooseId(@Nullable String sent, Supplier<String> requestIds) {
        return sent != null && VALID_ID.matcher(sent).matches() ? sent : requestIds.get();
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        long start = System.nanoTime();
        String id = chooseId(request.getHeader(REQUEST_ID_HEADER), requestIds);
        RequestContext.of(request).setRequestId(id);
        response.setHeader(REQUEST_ID_HEADER, id);
        securityHeaders.set(request.isSecure(), response::setHeader);
        try (var _ = MDC.putCloseable("request_id", id)) {
            try {
                chain.doFilter(request, response);
            } finally {
                log(request, response, Duration.ofNanos(System.nanoTime() - start));
            }
        }
    }

    private static void log(HttpServletRequest request, HttpServletResponse response, Duration time) {
        String target = LoggedTarget.of(request.getRequestURI(), request.getQueryString());
        LoggingEventBuilder line = LOG.atLevel(isPolledByMachines(request) ? Level.DEBUG : Level.INFO)
                .addKeyValue("duration_ms", time.toMillis());
        if (request.getContentLengthLong() > 0) {
            line = line.addKeyValue("received_bytes", request.getContentLengthLong());
        }
        String bytes = response.getHeader("Content-Length");
        if (bytes != null) {
            line = line.addKeyValue("bytes", bytes);
        }
        String user = RequestContext.of(request).user();
        if (user != null) {
            line = line.addKeyValue("user", user);
        }
        line.addKeyValue("client", ClientAddress.of(request))
                .log("{} {} {}", request.getMethod(), target, response.getStatus());
    }

    /** Whether monitoring calls the route every few seconds. */
    private static boolean isPolledByMachines(HttpServletRequest request) {
        String route = RequestContext.of(request).route();
        return route != null && (route.equals(METRICS) || route.startsWith(HEALTH));
    }
}
