package dev.darkroom.adapter.http.edge.connection;

import java.time.Duration;

/**
 * Measures how fast a client reads a response. While a response stalls, the client has a grace period, and another second for each
 * {@value #BYTES_PER_SECOND} bytes that it reads, as for a request body. Not thread-safe.
 */
final class ResponseProgress {
    static final int BYTES_PER_SECOND = 500;

    private final Duration grace;
    private long writtenBytes;
    private long changedNanos;

    private boolean isStalled;
    private long stalledSinceNanos;
    private long stalledAtBytes;

    /**
     * @param writtenBytes the bytes written to the connection before the response
     * @param nanos the current {@link System#nanoTime}
     */
    ResponseProgress(Duration grace, long writtenBytes, long nanos) {
        this.grace = grace;
        this.writtenBytes = writtenBytes;
        this.changedNanos = nanos;
    }

    /**
     * Adds a measurement.
     *
     * @param writtenBytes the bytes written to the connection so far
     * @param isWritePending whether a write waits until the client reads
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
        Duration allowed = grace.plusMillis((writtenBytes - stalledAtBytes) * 1_000 / BYTES_PER_SECOND);
        return isStalled && nanos - stalledSinceNanos > allowed.toNanos();
    }

    /** The time of the last measurement that found newly written bytes. */
    long changedNanos() {
        return changedNanos;
    }
}
