package dev.darkroom.domain.port.in.operations;

import java.time.Duration;

/**
 * Finishes unfinished work. It removes images that were announced and never published, and the rest of images that were
 * deleted: their rows stay for a while, because a request may store an object after the deletion. It also removes images whose time in the trash is
 * over, and expired idempotency keys. It can run beside every other use case, in any number of processes. Thread-safe.
 */
public interface Reconcile {
    /**
     * Works until nothing is left to do. A failure for one image does not stop the others.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable
     */
    Report reconcile(Command command);

    /**
     * The grace period.
     *
     * @param grace how long it may take to store an object; images that are pending or being deleted for less are left alone
     */
    record Command(Duration grace) {}

    /**
     * The number of images by result.
     *
     * @param uploadsUndone images that were announced and never published
     * @param deletionsFinished deleted images of which nothing is left now
     * @param imagesPurged images whose time in the trash was over
     * @param failed images that must be tried again later
     */
    record Report(int uploadsUndone, int deletionsFinished, int imagesPurged, int failed) {
        /** Without images of the trash. */
        public Report(int uploadsUndone, int deletionsFinished, int failed) {
            this(uploadsUndone, deletionsFinished, 0, failed);
        }
    }
}
