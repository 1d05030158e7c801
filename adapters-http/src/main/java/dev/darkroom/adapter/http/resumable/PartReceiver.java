package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.RequestBody;
import dev.darkroom.adapter.http.upload.spool.Spool;
import dev.darkroom.adapter.http.upload.spool.SpoolMemory;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.in.upload.AppendToUpload;
import dev.darkroom.domain.port.in.upload.AppendToUpload.Result;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Adds the body of a request to an upload while it arrives, in parts, so that a connection that breaks loses little. What has arrived by
 * then is added too. Thread-safe.
 *
 * @param partBytes the size of a part
 * @param spoolFolder for parts while they arrive
 * @param ongoing where the caller registers the append before it reads the progress
 */
record PartReceiver(
        AppendToUpload appendToUpload, int partBytes, Path spoolFolder, SpoolMemory spoolMemory,
        OngoingAppends ongoing) {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final Content NOTHING = Content.of(new byte[0]);

    /**
     * The body of one request.
     *
     * @param offset of its first byte in the upload
     * @param length of the whole upload if the request tells it, otherwise null
     * @param isLast whether the upload ends with the body
     * @param returnsExisting whether an existing image of the same bytes is returned
     * @param maxBytes how many bytes the body may have
     * @param tooLarge the refusal of a larger body
     * @param checksum if there is one, nothing is added before all bytes have arrived and match
     */
    record Body(
            Actor actor, ImageId upload, long offset, @Nullable Long length, boolean isLast, boolean returnsExisting,
            long maxBytes, Supplier<ProblemException> tooLarge, @Nullable BodyChecksum checksum) {

        Result appendTo(AppendToUpload uploads, long at, Content content, boolean isEnd) {
            return uploads.append(new AppendToUpload.Command(
                    actor, upload, at, content, length, isLast && isEnd, returnsExisting));
        }
    }

    /**
     * Receives the whole body.
     *
     * @param progress receives the offset after each part except the last
     * @return the result of the last part, or of the first that was not added
     */
    Result receive(HttpServletRequest request, Body body, LongConsumer progress) throws IOException {
        try (RequestBody in = new RequestBody(request, body.maxBytes, body.tooLarge)) {
            return body.checksum == null
                    ? inParts(in, request.getContentLengthLong(), body, progress)
                    : asOnePart(in, body, body.checksum);
        }
    }

    private Result asOnePart(RequestBody in, Body body, BodyChecksum checksum) {
        try (Spool spool = spool(body.maxBytes, body.tooLarge)) {
            Received received = new Received(in, spool.startUnchecked(), oneMoreThan(body.maxBytes), checksum);
            received.requireWhole();
            checksum.check();
            return body.appendTo(appendToUpload, body.offset, received.content(spool), true);
        }
    }

    private Result inParts(RequestBody in, long contentLength, Body body, LongConsumer progress) {
        long at = body.offset;
        while (true) {
            try (Spool spool = spool(partBytes, body.tooLarge)) {
                long left = contentLength < 0 ? Long.MAX_VALUE : body.offset + contentLength - at;
                long room = body.maxBytes - (at - body.offset);
                long most = room <= partBytes ? oneMoreThan(room) : partBytes;
                Received received = new Received(in, spool.startUnchecked(), Math.min(most, left), null);
                received.requireSome();
                boolean isEnd = received.isEnd || received.bytes == left;
                Result result = body.appendTo(appendToUpload, at, received.content(spool), isEnd);
                received.requireWhole();
                at += received.bytes;
                if (isEnd || !(result instanceof Result.Receiving)) {
                    return result;
                }
                progress.accept(at);
            }
        }
    }

    /** A body that is one byte too long is refused only if that byte is read. */
    private static long oneMoreThan(long maxBytes) {
        return maxBytes + 1;
    }

    private Spool spool(long maxBytes, Supplier<ProblemException> tooLarge) {
        return new Spool(spoolFolder, spoolMemory, maxBytes, tooLarge);
    }

    /** The bytes that arrived before the limit, the end of the body or a failure. */
    private static final class Received {
        private final @Nullable ProblemException failure;
        private final boolean isEnd;
        private long bytes;

        Received(RequestBody in, OutputStream out, long maxBytes, @Nullable BodyChecksum checksum) {
            byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, maxBytes))];
            ProblemException caught = null;
            int count = 0;
            try (out) {
                while (bytes < maxBytes) {
                    count = in.read(buffer, 0, (int) Math.min(buffer.length, maxBytes - bytes));
                    if (count < 0) {
                        break;
                    }
                    if (checksum != null) {
                        checksum.update(buffer, count);
                    }
                    out.write(buffer, 0, count);
                    bytes += count;
                }
            } catch (ProblemException e) {
                caught = e;
            } catch (IOException e) {
                throw new IllegalStateException("A spool reports its failures itself", e);
            }
            failure = caught;
            isEnd = count < 0;
        }

        Content content(Spool spool) {
            return bytes == 0 ? NOTHING : spool.received();
        }

        private boolean isBrokenOff() {
            return failure != null
                    && (failure.code() == ErrorCode.TIMEOUT || failure.code() == ErrorCode.INVALID_REQUEST);
        }

        /** Refuses a body that is too large, or that broke off without a byte. */
        void requireSome() {
            if (failure != null && (bytes == 0 || !isBrokenOff())) {
                requireWhole();
            }
        }

        /** Refuses a body that is too large, or that broke off. */
        void requireWhole() {
            if (failure != null) {
                throw isBrokenOff()
                        ? new ProblemException(ErrorCode.UNAVAILABLE,
                                "The body broke off: ask for the offset with HEAD, and continue from there",
                                Map.of("Connection", "close", "Retry-After", "1"))
                        : failure;
            }
        }
    }
}
