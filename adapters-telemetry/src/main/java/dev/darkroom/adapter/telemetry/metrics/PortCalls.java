package dev.darkroom.adapter.telemetry.metrics;

import dev.darkroom.adapter.telemetry.tracing.Tracing;
import java.util.function.Function;

/**
 * Measures the calls of one outbound port: {@code darkroom_…_seconds}, with the labels {@code operation} and {@code outcome},
 * and one span for each call. Thread-safe.
 *
 * @param port the name of the port in the metric and in the spans
 */
public record PortCalls(Meters meters, Tracing tracing, String port) {
    /** The outcome of a call that succeeded. */
    public static final String OK = TimedCall.OK;

    /** Measures a call whose every result is a success. */
    public <T, E extends Throwable> T timed(String operation, Call<T, E> call) throws E {
        return timed(operation, call, _ -> OK);
    }

    /** Measures a call that returns nothing. */
    @SuppressWarnings("NullAway") // The null is not a result: it leaves nowhere.
    public void timed(String operation, Runnable call) {
        timed(operation, () -> {
            call.run();
            return null;
        });
    }

    /** @param outcome the label for a result */
    public <T, E extends Throwable> T timed(String operation, Call<T, E> call, Function<T, String> outcome) throws E {
        return TimedCall.run(
                tracing, port + " " + operation, call, outcome,
                (label, time) -> meters.port(port, operation, label).record(time));
    }
}
