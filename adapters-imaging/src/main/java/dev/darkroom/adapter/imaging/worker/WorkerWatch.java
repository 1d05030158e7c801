package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.worker.WorkerEvents.End;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Watches a worker during one request, and kills it if it exceeds its memory or its deadline. Thread-safe. */
final class WorkerWatch implements AutoCloseable {
    /** A decoder fills about 1 GB per second, so a worker exceeds its limit by about 30 MB at most. */
    private static final Duration INTERVAL = Duration.ofMillis(25);

    /** The error of an estimate, and memory that a worker did not return after its last request. */
    private static final long SLACK_BYTES = 96L * 1024 * 1024;

    private final WorkerProcess worker;
    private final Duration deadline;
    private final long deadlineNanos;
    private final long maxBytes;
    private final Duration processorTimeBefore;
    private final ScheduledFuture<?> checks;
    private @Nullable End reason;
    private Duration processorTime = Duration.ZERO;

    /**
     * Starts to watch.
     *
     * @param deadline the duration of the deadline of the whole request
     * @param deadlineNanos the end of the deadline, by {@link System#nanoTime}
     * @param bytes the estimated growth of the resident memory
     */
    WorkerWatch(
            WorkerProcess worker, Duration deadline, long deadlineNanos, long bytes, ScheduledExecutorService timer) {
        this.worker = worker;
        this.deadline = deadline;
        this.deadlineNanos = deadlineNanos;
        this.maxBytes = worker.residentBytes() + bytes + SLACK_BYTES;
        this.processorTimeBefore = worker.processorTime();
        this.checks = timer.scheduleWithFixedDelay(
                this::check, INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void check() {
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

    /** The reason why the worker was killed; empty if it was not killed. */
    synchronized Optional<End> reason() {
        return Optional.ofNullable(reason);
    }

    /** Whether the worker had a processor for less than half of its deadline. Valid after {@link End#DEADLINE}. */
    synchronized boolean lackedProcessorTime() {
        return processorTime.multipliedBy(2).compareTo(deadline) < 0;
    }

    @Override
    public void close() {
        checks.cancel(false);
    }
}
