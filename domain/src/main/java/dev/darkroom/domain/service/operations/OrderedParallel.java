package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.StorageException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Runs a few tasks concurrently, and passes their results on in the order of submission, on the submitting thread. Not
 * thread-safe.
 */
final class OrderedParallel<R> implements AutoCloseable {
    /** Enough to hide the latency of a remote store, and few enough for the connections of every store. */
    static final int AT_ONCE = 8;

    private final Consumer<? super R> results;
    private final Consumer<? super R> unused;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Future<R>> underWay = new ArrayDeque<>(AT_ONCE);

    OrderedParallel(Consumer<? super R> results) {
        this(results, _ -> {});
    }

    /** @param unused receives the results that are not passed on after a failure, for example to delete their files */
    OrderedParallel(Consumer<? super R> results, Consumer<? super R> unused) {
        this.results = results;
        this.unused = unused;
    }

    /** Starts a task, after waiting while {@link #AT_ONCE} tasks are running. Throws the exception of an earlier task. */
    void submit(Callable<R> work) {
        if (underWay.size() == AT_ONCE) {
            results.accept(await(underWay.remove()));
        }
        underWay.add(threads.submit(work));
    }

    /** Waits for all running tasks. */
    void finish() {
        while (!underWay.isEmpty()) {
            results.accept(await(underWay.remove()));
        }
    }

    private static <R> R await(Future<R> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted", e);
        }
    }

    /** Interrupts the running tasks. */
    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
        for (Future<R> ended : underWay) {
            if (ended.state() == Future.State.SUCCESS) {
                unused.accept(ended.resultNow());
            }
        }
        underWay.clear();
    }
}
