package dev.darkroom.bootstrap.wiring;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.DoubleSupplier;

/**
 * Runs background work only while at least half a processor of the machine, or of the container, is idle. Thread-safe.
 */
final class SpareProcessors {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final double MAX_LOAD = (PROCESSORS - 0.5) / PROCESSORS;

    /** Long enough for a sample: the system counts CPU time in hundredths of a second. */
    private static final Duration SAMPLE = Duration.ofMillis(200);

    /** Waiting work starts after this time even if all processors are busy, so that it always makes progress. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    /** Limit for work that runs at a time, because each may use a worker process. */
    static final int MAX_AT_ONCE = Math.max(1, PROCESSORS / 2);

    private final Semaphore running = new Semaphore(MAX_AT_ONCE);
    private final DoubleSupplier load;
    private boolean hasSample;
    private long sampledAt;
    private boolean isSpare = true;
    private volatile boolean isStopped;

    /** Uses the load of this machine, or of this container. */
    SpareProcessors() {
        this(() -> Machine.INSTANCE.getCpuLoad());
    }

    /** @param load the fraction of all processors that was busy since the last call; negative if unknown */
    SpareProcessors(DoubleSupplier load) {
        this.load = load;
    }

    /** Returns an executor that rejects work while no processor is idle. */
    Executor orRejected(Executor threads) {
        return work -> {
            if (!isSpare() || !running.tryAcquire()) {
                throw new RejectedExecutionException("All processors are busy");
            }
            try {
                threads.execute(() -> {
                    try {
                        work.run();
                    } finally {
                        running.release();
                    }
                });
            } catch (RejectedExecutionException full) {
                running.release();
                throw full;
            }
        };
    }

    /** Returns an executor whose work waits, on its thread, until a processor is idle. */
    Executor awaited(Executor threads) {
        return work -> threads.execute(() -> {
            if (awaitSpare(MAX_WAIT) && awaitPermit()) {
                try {
                    work.run();
                } finally {
                    running.release();
                }
            }
        });
    }

    /** Returns an executor whose work waits, on its thread, until a processor is idle, however long that takes. */
    Executor whenIdle(Executor threads) {
        return work -> threads.execute(() -> {
            if (awaitSpare(FOREVER)) {
                work.run();
            }
        });
    }

    /** Ends the waits for an idle processor. The work that waited does not run. */
    void stopWaiting() {
        isStopped = true;
    }

    /** Returns false if the thread is interrupted. */
    private boolean awaitPermit() {
        try {
            running.acquire();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns false if the thread is interrupted, or after {@link #stopWaiting}. */
    private boolean awaitSpare(Duration longest) {
        long start = System.nanoTime();
        while (!isStopped && !isSpare() && System.nanoTime() - start < longest.toNanos()) {
            try {
                Thread.sleep(SAMPLE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return !isStopped;
    }

    private synchronized boolean isSpare() {
        long now = System.nanoTime();
        if (!hasSample || now - sampledAt >= SAMPLE.toNanos()) {
            hasSample = true;
            sampledAt = now;
            isSpare = load.getAsDouble() <= MAX_LOAD;
        }
        return isSpare;
    }

    /** Created on first use, because it would delay the start of the process. */
    private static final class Machine {
        static final OperatingSystemMXBean INSTANCE =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }
}
