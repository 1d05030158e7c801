package dev.darkroom.adapter.http.request;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.RequestContext.BodyProgress;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The body of a request while it arrives, up to a limit. If the body is too large or too slow, stops arriving or ends early, reading throws
 * {@link ProblemException}, which is unchecked and therefore passes through every parser. Not thread-safe.
 */
public final class RequestBody extends InputStream {
    private final HttpServletRequest request;
    private final long maxBytes;
    private final Supplier<ProblemException> tooLarge;
    private final RequestContext context;
    private long received;

    /** @param tooLarge the refusal of a body that exceeds the limit */
    public RequestBody(HttpServletRequest request, long maxBytes, Supplier<ProblemException> tooLarge) {
        if (request.getContentLengthLong() > maxBytes) {
            throw tooLarge.get();
        }
        this.request = request;
        this.maxBytes = maxBytes;
        this.tooLarge = tooLarge;
        this.context = RequestContext.of(request);
    }

    /**
     * Whether more of the body may arrive. A client that sent {@code Expect: 100-continue} may still wait (RFC 9110, section 10.1.1); Jetty
     * would answer it as soon as the stream is requested.
     */
    public static boolean isUnfinished(HttpServletRequest request) {
        if (isAwaitingContinue(request)) {
            return true;
        }
        boolean announced = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        try {
            return announced && !request.getInputStream().isFinished();
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether the client waits for {@code 100 Continue} before it sends the body. */
    public static boolean isAwaitingContinue(HttpServletRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader("Expect"))
                && !RequestContext.of(request).isBodyStarted();
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count;
        context.markBodyStarted();
        try {
            count = request.getInputStream().read(buffer, offset, length);
        } catch (IOException e) {
            throw failure(e);
        }
        if (count > 0) {
            received += count;
            if (received > maxBytes) {
                throw tooLarge.get();
            }
        }
        BodyProgress progress = context.bodyProgress();
        if (progress != null) {
            report(progress, count);
        }
        return count;
    }

    private static void report(BodyProgress progress, int count) {
        if (count < 0) {
            progress.complete();
        } else {
            progress.received(count);
        }
    }

    /** The connection is closed, because it is unknown where the next request would start. */
    private static ProblemException failure(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return new ProblemException(ErrorCode.TIMEOUT,
                        "The body stood still for too long: send it again without a break",
                        Map.of("Connection", "close"));
            }
        }
        return new ProblemException(ErrorCode.INVALID_REQUEST,
                "The body ended early or is malformed: send it again", Map.of("Connection", "close"));
    }
}
