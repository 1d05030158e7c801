package dev.darkroom.domain.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Calls that run at the same time. */
public final class AtOnce {
    private AtOnce() {}

    /** What each of them gave, in their order; the first failure is thrown. */
    public static <T> List<T> all(List<? extends Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        }
    }
}
