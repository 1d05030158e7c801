package dev.darkroom.adapter.imaging.render;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stops work at a deadline. Thread-safe. */
public final class Watchdog {
    private static final Duration FOREVER = Duration.ofDays(365);

    private final Duration deadline;
    private final ScheduledThreadPoolExecutor timer;

    public Watchdog(Duration deadline) {
        this.deadline = deadline;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("render-deadline").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Returns a watchdog without a deadline, for work in a process that the server watches. */
    public static Watchdog none() {
        return new Watchdog(FOREVER);
    }

    /** Decodes or encodes. Registers with the watch how to stop it. */
    public interface Work<T> {
        T run(Watch watch) throws CodecException, IOException;
    }

    /**
     * Runs the work, and stops it at the deadline.
     *
     * @throws CodecException.TooLong if the deadline passed
     */
    public <T> T run(Work<T> work) throws CodecException, IOException {
        try (Watch watch = new Watch()) {
            try {
                T result = work.run(watch);
                watch.throwIfExpired();
                return result;
            } catch (CodecException.Damaged e) {
                // Stopped work fails like damaged pixels.
                watch.throwIfExpired();
                throw e;
            }
        }
    }

    /** How to stop work; {@link #close} ends the registration. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Watches one piece of work. */
    public final class Watch implements AutoCloseable {
        private final ScheduledFuture<?> alarm = timer.schedule(this::expire, deadline.toNanos(), TimeUnit.NANOSECONDS);
        private @Nullable Runnable stop;
        private boolean isExpired;

        private synchronized void expire() {
            isExpired = true;
            if (stop != null) {
                stop.run();
            }
        }

        /**
         * Registers how to stop the work.
         *
         * @param stopWork makes the work fail soon; called by another thread, or now if the deadline has passed
         */
        public synchronized Registration onDeadline(Runnable stopWork) {
            stop = stopWork;
            if (isExpired) {
                stopWork.run();
            }
            return this::unregister;
        }

        private synchronized void unregister() {
            stop = null;
        }

        private synchronized void throwIfExpired() throws CodecException.TooLong {
            if (isExpired) {
                throw new CodecException.TooLong();
            }
        }

        @Override
        public void close() {
            unregister();
            alarm.cancel(false);
        }
    }
}
