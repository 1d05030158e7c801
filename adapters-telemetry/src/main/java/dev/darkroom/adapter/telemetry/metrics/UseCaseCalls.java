package dev.darkroom.adapter.telemetry.metrics;

import dev.darkroom.adapter.telemetry.tracing.Tracing;
import java.util.Locale;
import java.util.function.Function;

/**
 * Measures the calls of use cases: {@code darkroom_use_case_seconds}, with the labels {@code use_case} and {@code result}, and
 * one span for each call. Thread-safe.
 */
public record UseCaseCalls(Meters meters, Tracing tracing) {
    /** The label {@code delete_image} for the class {@code DeleteImage}. */
    private static final ClassValue<String> LABELS = new ClassValue<>() {
        @Override
        protected String computeValue(Class<?> type) {
            return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
        }
    };

    /**
     * Measures a call whose result is one of a closed set of classes. The label is the name of its class.
     *
     * @param useCase the interface, whose name is the name of the span
     */
    public <T> T timed(Class<?> useCase, Call<T, RuntimeException> call) {
        return timed(useCase, call, result -> LABELS.get(result.getClass()));
    }

    /** Measures a call whose every result is a success. */
    public <T> T timedAsOk(Class<?> useCase, Call<T, RuntimeException> call) {
        return timed(useCase, call, _ -> TimedCall.OK);
    }

    private <T> T timed(Class<?> useCase, Call<T, RuntimeException> call, Function<T, String> label) {
        return TimedCall.run(
                tracing, useCase.getSimpleName(), call, label,
                (result, time) -> meters.useCase(LABELS.get(useCase), result).record(time));
    }
}
