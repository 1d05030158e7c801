package dev.darkroom.adapter.http.edge;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Lets pages of some origins call the service from a browser (Fetch standard, "CORS protocol"), on every path. Credentials are not allowed,
 * because there are no cookies: a page sends its token itself. Thread-safe.
 */
public final class Cors implements Filter {
    private static final String ANY = "*";

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, Content-Digest, Darkroom-If-Exists, Idempotency-Key, If-Match,"
                    + " If-None-Match, If-Range, Last-Event-ID, Range, Tus-Resumable, Upload-Checksum, Upload-Complete,"
                    + " Upload-Defer-Length, Upload-Draft-Interop-Version, Upload-Length, Upload-Metadata,"
                    + " Upload-Offset, X-HTTP-Method-Override, X-Request-Id, X-Requested-With";
    private static final String RESPONSE_HEADERS = "Accept-Ranges, Content-Location, Content-Range, ETag,"
            + " Idempotency-Replayed, Location, Retry-After, Tus-Checksum-Algorithm, Tus-Extension, Tus-Max-Size,"
            + " Tus-Resumable, Tus-Version, Upload-Complete, Upload-Defer-Length, Upload-Expires, Upload-Length,"
            + " Upload-Limit, Upload-Metadata, Upload-Offset, WWW-Authenticate, X-Request-Id";

    /** Chromium caches a preflight response for two hours at most. */
    private static final String MAX_AGE_SECONDS = "7200";

    private final Set<String> origins;

    /** @param origins the allowed origins as browsers send them, or {@code *} alone */
    public Cors(Set<String> origins) {
        this.origins = origins;
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) servletRequest;
        HttpServletResponse response = (HttpServletResponse) servletResponse;
        String origin = request.getHeader("Origin");
        boolean isAllowed = origin != null && (origins.contains(ANY) || origins.contains(origin));
        if (!origins.contains(ANY)) {
            // A cached response for one origin is not valid for another.
            response.addHeader("Vary", "Origin");
        }
        if (isAllowed) {
            response.setHeader("Access-Control-Allow-Origin", origins.contains(ANY) ? ANY : origin);
            if (isPreflight(request)) {
                response.setHeader("Access-Control-Allow-Methods", METHODS);
                response.setHeader("Access-Control-Allow-Headers", REQUEST_HEADERS);
                response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
                response.setStatus(204);
                return;
            }
            response.setHeader("Access-Control-Expose-Headers", RESPONSE_HEADERS);
        }
        chain.doFilter(request, response);
    }

    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
    }
}
