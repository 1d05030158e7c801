package dev.darkroom.bootstrap.lifecycle;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.in.operations.Reconcile;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reconciles immediately and then at an interval, on a separate thread, until it is closed. */
final class BackgroundReconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundReconciler.class);

    /** Leftovers of a crash are not visible and only use space, so they are not urgent. */
    static final Duration INTERVAL = Duration.ofMinutes(5);

    /** How long {@link #close()} waits for the current run, which can be aborted safely. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(3);

    private final Reconcile reconcile;
    private final Reconcile.Command command;
    private final Duration interval;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;

    private BackgroundReconciler(Reconcile reconcile, Duration grace, Duration interval) {
        this.reconcile = reconcile;
        this.command = new Reconcile.Command(grace);
        this.interval = interval;
        this.thread = Thread.ofPlatform().name("reconciler").daemon().unstarted(this::run);
    }

    /** @param interval from the end of one run to the start of the next */
    static BackgroundReconciler start(Reconcile reconcile, Duration grace, Duration interval) {
        BackgroundReconciler reconciler = new BackgroundReconciler(reconcile, grace, interval);
        reconciler.thread.start();
        return reconciler;
    }

    private void run() {
        try {
            do {
                reconcileOnce(reconcile, command);
            } while (!stopped.await(interval.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            // Only a request to stop interrupts this thread.
            Thread.currentThread().interrupt();
        }
    }

    /** Reconciles and logs the result. It logs failures instead of throwing, so that later runs try again. */
    static void reconcileOnce(Reconcile reconcile, Reconcile.Command command) {
        try {
            Reconcile.Report report = reconcile.reconcile(command);
            if (report.uploadsUndone() + report.deletionsFinished() + report.imagesPurged() + report.failed() > 0) {
                LOG.atInfo()
                        .addKeyValue("uploads_undone", report.uploadsUndone())
                        .addKeyValue("deletions_finished", report.deletionsFinished())
                        .addKeyValue("images_purged", report.imagesPurged())
                        .addKeyValue("failed", report.failed())
                        .log("Undid interrupted uploads, finished deletions, and purged images from the trash");
            }
        } catch (StorageException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage())
                    .log("Could not finish interrupted uploads and deletions");
        } catch (RuntimeException e) {
            LOG.error("Could not finish interrupted uploads and deletions", e);
        }
    }

    /** Starts no more runs, and waits up to 3 s for the current one. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            // The thread is not interrupted, because that would close its files and connections.
            if (!thread.join(STOP_TIMEOUT)) {
                LOG.warn("Stopping during a reconciliation. The next start continues it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
