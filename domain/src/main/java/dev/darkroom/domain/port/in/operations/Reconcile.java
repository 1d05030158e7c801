package dev.darkroom.domain.port.in.operations;

import java.time.Duration;

/**
 * Finishes what is left to do: pictures that were announced and never published, and pictures that were deleted, whose rows
 * stay for a while, because an object of theirs that somebody was just storing may arrive after the deletion. Keys of uploads
 * that have expired are forgotten. Safe at any time beside any other use case, in any number of processes. Thread-safe.
 */
public interface Reconcile {
    /**
     * Works until nothing is left to do. Trouble with one image does not keep it from the others.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is out of reach
     */
    Report reconcile(Command command);

    /**
     * How far to go.
     *
     * @param grace how long it may take to store an object: what is pending or being deleted for less is left alone
     */
    record Command(Duration grace) {}

    /**
     * What was done.
     *
     * @param uploadsUndone pictures that were announced and never published
     * @param deletionsFinished pictures that were deleted and of which nothing is left now
     * @param failed images that must be tried again later
     */
    record Report(int uploadsUndone, int deletionsFinished, int failed) {}
}
