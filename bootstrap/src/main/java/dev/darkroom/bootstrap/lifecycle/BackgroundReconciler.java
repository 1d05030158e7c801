package dev.darkroom.bootstrap.lifecycle;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.in.operations.Reconcile;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reconciles now and every few minutes, on a thread of its own, until it is closed. */
final class BackgroundReconciler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundReconciler.class);

    /** What a crash left is invisible and only costs space: there is no hurry. */
    static final Duration INTERVAL = Duration.ofMinutes(5);

    /** How long {@link #close()} waits for work under way, which is safe to break off. */
    private static final Duration LONGEST_STOP = Duration.ofSeconds(3);

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
            // Nobody else knows this thread; being interrupted can only mean to stop.
            Thread.currentThread().interrupt();
        }
    }

    /** Reconciles and logs what came of it; no trouble is reason to stop trying. */
    static void reconcileOnce(Reconcile reconcile, Reconcile.Command command) {
        try {
            Reconcile.Report report = reconcile.reconcile(command);
            if (report.uploadsUndone() + report.deletionsFinished() + report.failed() > 0) {
                LOG.atInfo()
                        .addKeyValue("uploads_undone", report.uploadsUndone())
                        .addKeyValue("deletions_finished", report.deletionsFinished())
                        .addKeyValue("failed", report.failed())
                        .log("Finished uploads and deletions");
            }
        } catch (StorageException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Could not look for work left half done");
        } catch (RuntimeException e) {
            LOG.error("Could not look for work left half done", e);
        }
    }

    /** Starts no other run, and waits a moment for the one under way. */
    @Override
    public void close() {
        stopped.countDown();
        try {
            // Not interrupted: that would close the files and connections under it.
            if (!thread.join(LONGEST_STOP)) {
                LOG.warn("Stops in the middle of finishing what was left half done; the next start goes on with it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
