package dev.darkroom.bootstrap.wiring;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.DoubleSupplier;

/**
 * Runs work that nobody waits for while at least half a processor of the machine, or of the container, is idle. Thread-safe.
 */
final class SpareProcessors {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final double MAX_LOAD = (PROCESSORS - 0.5) / PROCESSORS;

    /** The system counts the time of processors in hundredths of a second. */
    private static final Duration SAMPLE = Duration.ofMillis(200);

    /** Work that waits is begun after so long all the same, so that it never stands still. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    /** So much work runs at once: each may have a worker process. */
    static final int MAX_AT_ONCE = Math.max(1, PROCESSORS / 2);

    private final Semaphore running = new Semaphore(MAX_AT_ONCE);
    private final DoubleSupplier load;
    private boolean hasSample;
    private long sampledAt;
    private boolean isSpare = true;

    /** Reads the load of this machine, or of this container. */
    SpareProcessors() {
        this(() -> Machine.INSTANCE.getCpuLoad());
    }

    /** @param load the share of all processors that was busy since the last call; negative if the system does not tell */
    SpareProcessors(DoubleSupplier load) {
        this.load = load;
    }

    /** An executor that rejects work while there is none to spare. */
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

    /** An executor whose work waits, on its thread, until there is one to spare. */
    Executor awaited(Executor threads) {
        return work -> threads.execute(() -> {
            if (awaitSpare() && awaitPlace()) {
                try {
                    work.run();
                } finally {
                    running.release();
                }
            }
        });
    }

    /** Returns false when the thread is interrupted. */
    private boolean awaitPlace() {
        try {
            running.acquire();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Returns false when the thread is interrupted. */
    private boolean awaitSpare() {
        long start = System.nanoTime();
        while (!isSpare() && System.nanoTime() - start < LONGEST_WAIT.toNanos()) {
            try {
                Thread.sleep(SAMPLE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
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

    /** Made on first use: it would slow the start of the process. */
    private static final class Machine {
        static final OperatingSystemMXBean INSTANCE =
                (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }
}
