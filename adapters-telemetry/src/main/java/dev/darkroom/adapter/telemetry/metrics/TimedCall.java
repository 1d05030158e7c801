package dev.darkroom.adapter.telemetry.metrics;

import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.util.function.Function;

/** Runs a call within a span and measures its time. */
final class TimedCall {
    static final String OK = "ok";
    private static final String ERROR = "error";

    private TimedCall() {}

    /** Receives the end of a call. */
    interface Recorder {
        void record(String outcome, Duration time);
    }

    /**
     * Runs the call, and returns or throws what it returns or throws.
     *
     * @param outcome the label for a result; a failure has the label {@code unavailable}, {@code corrupted} or {@code error}
     */
    static <T, E extends Throwable> T run(
            Tracing tracing, String span, Call<T, E> call, Function<T, String> outcome, Recorder recorder) throws E {
        long start = System.nanoTime();
        String label = ERROR;
        try (Tracing.Span open = tracing.call(span)) {
            try {
                T result = call.run();
                label = outcome.apply(result);
                return result;
            } catch (Throwable failure) {
                label = labelOf(failure);
                open.failed(failure);
                throw failure;
            }
        } finally {
            recorder.record(label, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static String labelOf(Throwable failure) {
        return switch (failure) {
            case StorageException.Unavailable _ -> "unavailable";
            case StorageException.Corrupted _ -> "corrupted";
            default -> ERROR;
        };
    }
}
