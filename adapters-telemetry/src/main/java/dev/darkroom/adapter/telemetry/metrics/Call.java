package dev.darkroom.adapter.telemetry.metrics;

/**
 * A call that is measured.
 *
 * @param <T> its result
 * @param <E> what it throws
 */
public interface Call<T, E extends Throwable> {
    T run() throws E;
}
