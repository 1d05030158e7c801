package dev.darkroom.adapter.imaging.render;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Stops work that takes longer than it may. Thread-safe. */
final class Watchdog {
    private final Duration deadline;
    private final ScheduledThreadPoolExecutor timer;

    Watchdog(Duration deadline) {
        this.deadline = deadline;
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("render-deadline").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Watches one piece of work from now on until it is closed. */
    Watch watch() {
        return new Watch();
    }

    /** The end of a time in which work can be stopped. */
    interface Stoppable extends AutoCloseable {
        @Override
        void close();
    }

    /** The time that one piece of work has. */
    final class Watch implements AutoCloseable {
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
        synchronized Stoppable stopBy(Runnable how) {
            stop = how;
            if (isLate) {
                how.run();
            }
            return this::forget;
        }

        private synchronized void forget() {
            stop = null;
        }

        /** Whether the time is over. */
        synchronized boolean isLate() {
            return isLate;
        }

        @Override
        public void close() {
            forget();
            alarm.cancel(false);
        }
    }
}
