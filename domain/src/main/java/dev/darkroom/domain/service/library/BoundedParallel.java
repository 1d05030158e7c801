package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.StorageException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Does the same with a few images concurrently, because a hundred calls in sequence would add up the latency of a remote storage. */
final class BoundedParallel {
    /** The concurrent actions of one call; each uses one connection to the store or the catalog. */
    static final int AT_ONCE = 8;

    private BoundedParallel() {}

    /**
     * The result of the action for each input. After a {@link StorageException}, no more actions begin.
     *
     * @throws StorageException that of an action, after all that began have ended
     */
    static <T, R> Map<T, R> forEach(Collection<T> inputs, Function<T, R> action) {
        AtomicBoolean failed = new AtomicBoolean();
        List<Callable<Optional<Map.Entry<T, R>>>> tasks =
                inputs.stream().<Callable<Optional<Map.Entry<T, R>>>>map(input -> () -> {
                    if (failed.get()) {
                        // If the storage is unavailable, the others would only wait for it too.
                        return Optional.empty();
                    }
                    try {
                        return Optional.of(Map.entry(input, action.apply(input)));
                    } catch (StorageException e) {
                        failed.set(true);
                        throw e;
                    }
                })
                        .toList();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            Map<T, R> results = new HashMap<>();
            for (Future<Optional<Map.Entry<T, R>>> task : threads.invokeAll(tasks)) {
                task.get().ifPresent(entry -> results.put(entry.getKey(), entry.getValue()));
            }
            return results;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StorageException known -> throw known;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted while images were changed", e);
        }
    }
}
