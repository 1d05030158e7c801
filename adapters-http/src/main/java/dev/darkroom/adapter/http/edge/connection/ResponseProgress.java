package dev.darkroom.adapter.http.edge.connection;

import java.time.Duration;

/**
 * How fast a client reads a response. A client whose connection takes no more bytes has some patience and another second for each
 * {@value #BYTES_PER_SECOND} bytes that it reads, as a request body has. Not thread-safe.
 */
final class ResponseProgress {
    static final int BYTES_PER_SECOND = 500;

    private final Duration patience;
    private long writtenBytes;
    private long changedNanos;

    private boolean isStalled;
    private long stalledSinceNanos;
    private long stalledAtBytes;

    /**
     * @param writtenBytes what was written to the connection before the response
     * @param nanos the time of {@link System#nanoTime}
     */
    ResponseProgress(Duration patience, long writtenBytes, long nanos) {
        this.patience = patience;
        this.writtenBytes = writtenBytes;
        this.changedNanos = nanos;
    }

    /**
     * Takes a measurement.
     *
     * @param writtenBytes what has been written to the connection
     * @param isWritePending whether more is to be written than the connection takes
     * @return whether the client reads too slowly
     */
    boolean isTooSlow(long writtenBytes, boolean isWritePending, long nanos) {
        if (writtenBytes != this.writtenBytes) {
            this.writtenBytes = writtenBytes;
            changedNanos = nanos;
        }
        if (isWritePending && !isStalled) {
            stalledSinceNanos = nanos;
            stalledAtBytes = writtenBytes;
        }
        isStalled = isWritePending;
        Duration allowed = patience.plusMillis((writtenBytes - stalledAtBytes) * 1_000 / BYTES_PER_SECOND);
        return isStalled && nanos - stalledSinceNanos > allowed.toNanos();
    }

    /** When a measurement last found that something was written. */
    long changedNanos() {
        return changedNanos;
    }
}
