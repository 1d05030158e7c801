package dev.darkroom.adapter.imaging.render;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stops work that takes longer than it may. Thread-safe. */
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

    /** For work that is watched from outside of this process. */
    public static Watchdog none() {
        return new Watchdog(FOREVER);
    }

    /** Decodes or encodes; makes itself stoppable while it does. */
    public interface Work<T> {
        public T run(Watch watch) throws CodecException, IOException;
    }

    /** Runs the work, and stops it at the deadline. */
    public <T> T run(Work<T> work) throws CodecException, IOException {
        try (Watch watch = new Watch()) {
            try {
                T result = work.run(watch);
                watch.checkTime();
                return result;
            } catch (CodecException.Damaged e) {
                // Work that is stopped fails as if it were damaged.
                watch.checkTime();
                throw e;
            }
        }
    }

    /** The end of a time in which work can be stopped. */
    public interface Stoppable extends AutoCloseable {
        @Override
        void close();
    }

    /** The time that one piece of work has. */
    public final class Watch implements AutoCloseable {
        private final ScheduledFuture<?> alarm = timer.schedule(this::ring, deadline.toNanos(), TimeUnit.NANOSECONDS);
        private @Nullable Runnable stop;
        private boolean isLate;

        private synchronized void ring() {
            isLate = true;
            if (stop != null) {
                stop.run();
            }
        }

        /**
         * Tells how to stop the work, until what is given back is closed.
         *
         * @param how makes the work fail soon; another thread may call it
         */
        public synchronized Stoppable stopBy(Runnable how) {
            stop = how;
            if (isLate) {
                how.run();
            }
            return this::forget;
        }

        private synchronized void forget() {
            stop = null;
        }

        private synchronized void checkTime() throws CodecException.TooLong {
            if (isLate) {
                throw new CodecException.TooLong();
            }
        }

        @Override
        public void close() {
            forget();
            alarm.cancel(false);
        }
    }
}
