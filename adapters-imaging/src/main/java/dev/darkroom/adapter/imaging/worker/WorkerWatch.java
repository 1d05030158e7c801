package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.worker.WorkerEvents.End;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches a worker during one request, and kills it when it exceeds its memory or its time. */
final class WorkerWatch implements AutoCloseable {
    /** A decoder fills about 1 GB in a second, so a worker is killed at most some 30 MB too late. */
    private static final Duration INTERVAL = Duration.ofMillis(25);

    /** What an estimate may be wrong by, and what a worker keeps that was idle before. */
    private static final long SLACK_BYTES = 96L * 1024 * 1024;

    private final WorkerProcess worker;
    private final Duration deadline;
    private final long deadlineNanos;
    private final long maxBytes;
    private final Duration processorTimeBefore;
    private final ScheduledFuture<?> ticks;
    private @Nullable End reason;
    private Duration processorTime = Duration.ZERO;

    /**
     * Begins.
     *
     * @param deadline for the whole request
     * @param deadlineNanos when it ends, by {@link System#nanoTime}
     * @param bytes by which its resident memory may grow, by estimate
     */
    WorkerWatch(
            WorkerProcess worker, Duration deadline, long deadlineNanos, long bytes, ScheduledExecutorService timer) {
        this.worker = worker;
        this.deadline = deadline;
        this.deadlineNanos = deadlineNanos;
        this.maxBytes = worker.residentBytes() + bytes + SLACK_BYTES;
        this.processorTimeBefore = worker.processorTime();
        this.ticks = timer.scheduleWithFixedDelay(
                this::look, INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void look() {
        if (reason != null) {
            return;
        }
        if (System.nanoTime() - deadlineNanos > 0) {
            processorTime = worker.processorTime().minus(processorTimeBefore);
            reason = End.DEADLINE;
            worker.kill();
        } else if (worker.residentBytes() > maxBytes) {
            reason = End.MEMORY;
            worker.kill();
        }
    }

    /** Why it killed the worker. */
    synchronized Optional<End> reason() {
        return Optional.ofNullable(reason);
    }

    /** Whether the worker, when its deadline passed, had not had a processor for half of that time. */
    synchronized boolean hadLittleProcessorTime() {
        return processorTime.multipliedBy(2).compareTo(deadline) < 0;
    }

    @Override
    public void close() {
        ticks.cancel(false);
    }
}
