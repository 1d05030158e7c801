package dev.darkroom.domain.model;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** When a picture was taken, or when it was stored if that is unknown. */
public final class TakenTime {
    private static final int MONTHS = 12;

    private TakenTime() {}

    /**
     * The time in whole milliseconds.
     *
     * @param takenAt as the camera recorded it; null if it is unknown
     */
    public static Instant of(@Nullable Instant takenAt, Instant createdAt) {
        return takenAt == null ? createdAt : takenAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The month of a time (UTC) as a number: 12 × year + month - 1. */
    public static int month(Instant time) {
        OffsetDateTime utc = time.atOffset(ZoneOffset.UTC);
        return MONTHS * utc.getYear() + utc.getMonthValue() - 1;
    }
}
