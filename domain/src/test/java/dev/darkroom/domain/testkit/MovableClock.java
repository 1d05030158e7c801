package dev.darkroom.domain.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when told to. Thread-safe. */
public final class MovableClock implements InstantSource {
    /** Where it starts, with a fraction of a millisecond that nothing stored may keep. */
    public static final Instant START = Instant.parse("2026-11-22T23:26:11.123456Z");

    private Instant now = START;
    private long nanos;

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /** Moves it on. */
    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
        nanos += duration.toNanos();
    }

    /** Sets it as an operator sets a clock: {@link #nanoTime} goes on. */
    public synchronized void step(Duration duration) {
        now = now.plus(duration);
    }

    /** As {@link System#nanoTime}. */
    public synchronized long nanoTime() {
        return nanos;
    }
}
