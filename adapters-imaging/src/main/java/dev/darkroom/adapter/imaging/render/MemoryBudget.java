package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Memory that calls share: each takes what it will need before it starts, and waits for it in turn. Thread-safe. */
final class MemoryBudget {
    /** The unit in which it is counted, so that an {@code int} counts terabytes. */
    private static final long PAGE_BYTES = 4096;

    private final long bytes;
    private final Duration patience;
    private final Semaphore pages;

    /** @param patience how long a call waits at most */
    MemoryBudget(long bytes, Duration patience) {
        this.bytes = bytes;
        this.patience = patience;
        this.pages = new Semaphore(pages(bytes), true);
    }

    /** What a call has taken; it gives it back by {@link #close}. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /** Whether so much can be had at all. */
    boolean canEverGive(long wanted) {
        return wanted <= bytes;
    }

    /**
     * Takes a share.
     *
     * @throws StorageException.Unavailable when others did not give back enough in time
     */
    Share take(long wanted) {
        int count = pages(wanted);
        try {
            if (!pages.tryAcquire(count, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StorageException.Unavailable(
                        "Other pictures being rendered hold the memory for " + patience.toMillis() + " ms", null);
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
