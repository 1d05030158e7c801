package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Memory that calls share. Each call reserves what it will need before it starts, in the order of the calls.
 * Thread-safe.
 */
final class MemoryBudget {
    /** The unit of the semaphore, so that an {@code int} can count terabytes. */
    private static final long PAGE_BYTES = 4096;

    private final long bytes;
    private final Duration timeout;
    private final Semaphore pages;

    /** @param timeout the time after which a call stops waiting for memory */
    MemoryBudget(long bytes, Duration timeout) {
        this.bytes = bytes;
        this.timeout = timeout;
        this.pages = new Semaphore(pages(bytes), true);
    }

    /** Reserved memory. {@link #close} releases it. */
    interface Reservation extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether the budget is large enough when nothing is reserved. */
    boolean fits(long wanted) {
        return wanted <= bytes;
    }

    /**
     * Reserves memory, and waits until it is available.
     *
     * @throws StorageException.Unavailable if other calls do not release enough within the timeout, or the thread is
     *     interrupted
     */
    Reservation reserve(long wanted) {
        int count = pages(wanted);
        try {
            if (!pages.tryAcquire(count, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StorageException.Unavailable(
                        "Other renditions did not release enough memory within " + timeout.toMillis() + " ms", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted while waiting for memory to render", e);
        }
        return () -> pages.release(count);
    }

    private static int pages(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE, (bytes + PAGE_BYTES - 1) / PAGE_BYTES);
    }
}
