package dev.darkroom.domain.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Stored times are in whole milliseconds, so that a client sees exactly the time by which images are ordered. */
public final class Millis {
    private Millis() {}

    /** @throws IllegalArgumentException when the time is more precise than a millisecond */
    public static void require(Instant time) {
        if (!time.equals(time.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("A stored time has whole milliseconds, not " + time);
        }
    }
}
