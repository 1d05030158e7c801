package dev.darkroom.adapter.http.edge.connection;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.request.RequestBody;
import dev.darkroom.adapter.http.request.RequestContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Lets a client receive the refusal of its body while it is still sending. If a socket with unread bytes is closed, the connection is
 * reset, and the client may lose the response (RFC 9112, section 9.6). Therefore, after the response is sent, the remaining bytes are read
 * and discarded, up to a limit of time and size.
 */
public final class LingeringClose implements Filter {
    private static final Duration MAX_TIME = Duration.ofSeconds(20);
    private static final long MAX_BYTES = 256L * 1024 * 1024;
    private static final int BUFFER_BYTES = 16 * 1024;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(request, response);
        if (isRefused((HttpServletResponse) response) && isStillSending((HttpServletRequest) request)) {
            response.flushBuffer();
            RequestContext.HeldConnection connection = RequestContext.of(request).connection();
            if (connection != null) {
                connection.markIdle();
            }
            drain(request.getInputStream());
        }
    }

    private static boolean isRefused(HttpServletResponse response) {
        return "close".equals(response.getHeader("Connection"))
                && response.getStatus() != ErrorCode.TIMEOUT.status();
    }

    private static boolean isStillSending(HttpServletRequest request) {
        return !RequestBody.isAwaitingContinue(request) && RequestBody.isUnfinished(request);
    }

    private static void drain(InputStream body) {
        byte[] buffer = new byte[BUFFER_BYTES];
        long end = System.nanoTime() + MAX_TIME.toNanos();
        long total = 0;
        try {
            int count = 0;
            while (count >= 0 && total < MAX_BYTES && System.nanoTime() - end < 0) {
                count = body.read(buffer);
                total += count;
            }
        } catch (IOException e) {
            // The client has disconnected.
        }
    }
}
