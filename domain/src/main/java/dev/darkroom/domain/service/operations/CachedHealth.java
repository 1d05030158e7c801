package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.port.in.operations.CheckHealth;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Caches the last report, because a check may write a file or call a store. Checks never overlap: concurrent callers wait for
 * the running one. Thread-safe.
 */
public final class CachedHealth implements CheckHealth {
    private final CheckHealth checkHealth;
    private final Duration kept;
    private final LongSupplier nanoTime;
    private @Nullable Report last;
    private long checkedAt;

    /**
     * @param kept how long a report is cached
     * @param nanoTime as {@link System#nanoTime}
     */
    public CachedHealth(CheckHealth checkHealth, Duration kept, LongSupplier nanoTime) {
        this.checkHealth = checkHealth;
        this.kept = kept;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized Report check() {
        Report report = last;
        if (report == null || nanoTime.getAsLong() - checkedAt >= kept.toNanos()) {
            report = checkHealth.check();
            last = report;
            checkedAt = nanoTime.getAsLong();
        }
        return report;
    }
}
