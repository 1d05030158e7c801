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
 * Does a few things at once, and hands the results out in the order in which the things were asked for, on the thread that
 * asks. Not thread-safe.
 */
final class OrderedParallel<R> implements AutoCloseable {
    /** As many as hide the latency of a store over a network, and as few as every store has connections for. */
    static final int AT_ONCE = 8;

    private final Consumer<? super R> results;
    private final Consumer<? super R> unused;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Future<R>> underWay = new ArrayDeque<>(AT_ONCE);

    OrderedParallel(Consumer<? super R> results) {
        this(results, _ -> {});
    }

    /** @param unused takes the results that nobody takes after a failure, such as to remove their files */
    OrderedParallel(Consumer<? super R> results, Consumer<? super R> unused) {
        this.results = results;
        this.unused = unused;
    }

    /** Begins the work; waits before while {@link #AT_ONCE} are under way. Throws what an earlier one threw. */
    void submit(Callable<R> work) {
        if (underWay.size() == AT_ONCE) {
            results.accept(await(underWay.remove()));
        }
        underWay.add(threads.submit(work));
    }

    /** Waits for all that is under way. */
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

    /** Ends what is under way. */
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
