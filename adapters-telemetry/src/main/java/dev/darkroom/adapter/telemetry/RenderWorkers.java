package dev.darkroom.adapter.telemetry;

import java.time.Duration;

/** Receives the events of the worker processes that render. Thread-safe. */
public interface RenderWorkers {
    /** A worker was started. */
    void started();

    /**
     * A worker was killed, or crashed.
     *
     * @param reason {@code memory}, {@code deadline} or {@code crash}
     */
    void killed(String reason);

    /** An image got a worker after this time in the queue. */
    void waited(Duration time);
}
