package dev.darkroom.adapter.aws.s3;

import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether the bucket accepts writes, at little cost. Each write of an object tells it for free. It probes only if there
 * was no write for {@value #TRUST_MINUTES} minutes, or if the last one failed, and then at most every {@value #RETRY_SECONDS} seconds.
 * Thread-safe.
 */
final class WriteHealth {
    static final int TRUST_MINUTES = 10;
    static final int RETRY_SECONDS = 5;

    private static final Duration TRUST = Duration.ofMinutes(TRUST_MINUTES);
    private static final Duration RETRY = Duration.ofSeconds(RETRY_SECONDS);

    private final Runnable probe;
    private final InstantSource clock;
    /** The time of the last accepted write. Null if there is none, or if a later one failed. */
    private volatile @Nullable Instant accepted;
    private @Nullable Rejection rejection;

    private record Rejection(StorageException.Unavailable reason, Instant time) {}

    /** @param probe throws {@link StorageException.Unavailable} if the bucket does not accept writes */
    WriteHealth(Runnable probe, InstantSource clock) {
        this.probe = probe;
        this.clock = clock;
    }

    /** An object was written. */
    void accepted() {
        accepted = clock.instant();
    }

    /** A write failed. This may have another reason, such as a large object over a slow network, so the next check probes. */
    void failed() {
        accepted = null;
    }

    /**
     * Returns if the bucket accepts writes.
     *
     * @throws StorageException.Unavailable if the last probe failed
     */
    synchronized void check() {
        Instant now = clock.instant();
        if (isWithin(TRUST, accepted, now)) {
            return;
        }
        Rejection last = rejection;
        if (last != null && isWithin(RETRY, last.time(), now)) {
            throw new StorageException.Unavailable(String.valueOf(last.reason().getMessage()), last.reason());
        }
        try {
            probe.run();
        } catch (StorageException.Unavailable e) {
            rejection = new Rejection(e, clock.instant());
            throw e;
        }
        accepted();
    }

    /** False for a time in the future: the clock was set back. */
    private static boolean isWithin(Duration limit, @Nullable Instant time, Instant now) {
        return time != null && !time.isAfter(now) && Duration.between(time, now).compareTo(limit) < 0;
    }
}
