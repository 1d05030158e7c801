package dev.darkroom.domain.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times are kept in whole milliseconds: what a client is shown is then exactly what the order is made of. */
public final class Millis {
    private Millis() {}

    public static void require(Instant time) {
        if (!time.equals(time.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("A stored time has whole milliseconds, not " + time);
        }
    }
}
