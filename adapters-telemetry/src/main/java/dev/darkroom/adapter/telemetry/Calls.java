package dev.darkroom.adapter.telemetry;

import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.util.function.Function;

/** Times the calls of one part of the service, and makes each a span. */
record Calls(Meters meters, Tracing tracing, String part) {
    static final String OK = "ok";
    private static final String ERROR = "error";

    /** A call, with whatever it throws. */
    interface Work<T, E extends Throwable> {
        T run() throws E;
    }

    <T, E extends Throwable> T call(String operation, Work<T, E> work) throws E {
        return call(operation, work, _ -> OK);
    }

    /** @param outcome tells in a word what came of a call that returned */
    <T, E extends Throwable> T call(String operation, Work<T, E> work, Function<T, String> outcome) throws E {
        return timed(
                tracing, part + " " + operation, work, outcome,
                (result, time) -> meters.call(part, operation, result).record(time));
    }

    /** Is told of a call that has ended. */
    interface Ended {
        void with(String outcome, Duration time);
    }

    static <T, E extends Throwable> T timed(
            Tracing tracing, String span, Work<T, E> work, Function<T, String> outcome, Ended told) throws E {
        long start = System.nanoTime();
        String ended = ERROR;
        try (Tracing.Span open = tracing.call(span)) {
            try {
                T result = work.run();
                ended = outcome.apply(result);
                return result;
            } catch (Throwable failure) {
                ended = failure(failure);
                open.failed(failure);
                throw failure;
            }
        } finally {
            told.with(ended, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private static String failure(Throwable failure) {
        return switch (failure) {
            case StorageException.Unavailable _ -> "unavailable";
            case StorageException.Corrupted _ -> "corrupted";
            default -> ERROR;
        };
    }
}
