package dev.darkroom.domain.port.in;

import java.time.Duration;

/**
 * Finishes what a crash or an outage left half done: pictures that were announced and never published, and deletions that
 * were begun and not finished. Safe at any time beside any other use case, in any number of processes. Thread-safe.
 */
public interface Reconcile {
    /**
     * Works until nothing is left to do. Trouble with one image does not keep it from the others.
     *
     * @throws dev.darkroom.domain.port.out.StorageException.Unavailable when the catalogue is out of reach
     */
    Report reconcile(Command command);

    /**
     * How far to go.
     *
     * @param grace how long an upload may take: what is pending for less is left alone
     */
    record Command(Duration grace) {}

    /**
     * What was done.
     *
     * @param uploadsUndone pictures that were announced and never published
     * @param deletionsFinished deletions that had been begun
     * @param failed images that must be tried again later
     */
    record Report(int uploadsUndone, int deletionsFinished, int failed) {}
}
