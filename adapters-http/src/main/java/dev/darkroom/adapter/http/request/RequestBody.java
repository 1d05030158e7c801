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
 * The body of a request while it arrives, at most so many bytes. Whatever goes wrong with it is a {@link
 * ProblemException}, which passes through every parser on top unchanged: a body that is too large, too slow, stands still,
 * or ends before its time. Not thread-safe.
 */
public final class RequestBody extends InputStream {
    private final HttpServletRequest request;
    private final long maxBytes;
    private final Supplier<ProblemException> tooLarge;
    private final RequestContext context;
    private long received;

    /** @param tooLarge the answer to one byte more than the limit */
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
     * Whether more of the body may still come. Before anything of it was read the client may wait for a go-ahead (RFC 9110,
     * section 10.1.1), which asking the container for its stream would already give.
     */
    public static boolean isUnfinished(HttpServletRequest request) {
        if (isAwaitingGoAhead(request)) {
            return true;
        }
        boolean announced = request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
        try {
            return announced && !request.getInputStream().isFinished();
        } catch (IOException e) {
            return true;
        }
    }

    /** Whether the client sends nothing before it is asked to. */
    public static boolean isAwaitingGoAhead(HttpServletRequest request) {
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

    /** The connection is of no more use: where the next request would start is unknown. */
    private static ProblemException failure(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return new ProblemException(ErrorCode.TIMEOUT,
                        "The body stood still for too long: send it again without a break",
                        Map.of("Connection", "close"));
            }
        }
        return new ProblemException(ErrorCode.INVALID_REQUEST,
                "The body ended before its time or is malformed: send it again whole", Map.of("Connection", "close"));
    }
}
