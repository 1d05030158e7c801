package dev.darkroom.adapter.telemetry;

import java.time.Duration;

/** Counts what happens to the worker processes that render. Thread-safe. */
public interface RenderWorkers {
    /** A worker was started. */
    void started();

    /**
     * A worker was killed, or died.
     *
     * @param reason {@code memory}, {@code deadline} or {@code crash}
     */
    void killed(String reason);

    /** A picture got a worker after so long. */
    void waited(Duration time);
}
