package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Runs calls of many threads in groups, one group after the other and one statement for each, so that its calls share a round trip, and the waits
 * for the disk and for the usage of an owner. A call never waits for others to arrive: a thread runs a group of its own call and of those that
 * arrived while the group before ran. Thread-safe.
 *
 * @param <C> a call about one image
 */
final class CallGroups<C> {
    /** A statement of this size takes milliseconds. */
    private static final int MAX_GROUP = 64;

    /** Calls that wait; more are refused. */
    private static final int MAX_WAITING = 1_024;

    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    private static final String OVERLOADED = "The catalog is overloaded";

    /** A statement for all calls of a group, which have different images. */
    interface GroupStatement<C> {
        /**
         * @return the images whose calls took effect and are durable
         * @throws StorageException if no call took effect, or if that is unknown
         */
        Set<ImageId> run(List<C> calls);
    }

    private enum Outcome {
        DONE, NOT_DONE, LEAD
    }

    /** A call and what its thread must know: that it leads a group, or the outcome of a group that another thread led. */
    private record Waiting<C>(C call, CompletableFuture<Outcome> outcome) {}

    private final Function<C, ImageId> image;
    private final GroupStatement<C> statement;
    private final Lock lock = new ReentrantLock();
    /** Empty if no group runs. */
    private final Queue<Waiting<C>> waiting = new ArrayDeque<>();
    private boolean isRunning;

    CallGroups(Function<C, ImageId> image, GroupStatement<C> statement) {
        this.image = image;
        this.statement = statement;
    }

    /**
     * Runs a call in a group.
     *
     * @return whether it took effect; otherwise nothing changed, and it can be run alone to find out why
     */
    boolean run(C call) {
        Waiting<C> own = new Waiting<>(call, new CompletableFuture<>());
        Outcome outcome = enter(own) ? Outcome.LEAD : await(own);
        return outcome == Outcome.LEAD ? lead(own) : outcome == Outcome.DONE;
    }

    /** Returns whether the caller must run a group now. Otherwise, its call waits for one. */
    private boolean enter(Waiting<C> own) {
        lock.lock();
        try {
            if (!isRunning) {
                isRunning = true;
                return true;
            }
            if (waiting.size() == MAX_WAITING) {
                throw new StorageException.Unavailable(OVERLOADED, null);
            }
            waiting.add(own);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Outcome await(Waiting<C> own) {
        try {
            try {
                return own.outcome().get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (leave(own)) {
                    throw new StorageException.Unavailable(OVERLOADED, e);
                }
                // It is in a group, whose statement has its own time limits.
                return own.outcome().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (!leave(own) && own.outcome().getNow(Outcome.NOT_DONE) == Outcome.LEAD) {
                handOver();
            }
            throw new StorageException.Unavailable("The wait for the catalog was interrupted", e);
        } catch (ExecutionException e) {
            // Each caller gets its own exception.
            throw new StorageException.Unavailable(String.valueOf(Objects.requireNonNull(e.getCause()).getMessage()),
                    e);
        }
    }

    /** Returns whether the call still waited for a group. It does not any more. */
    private boolean leave(Waiting<C> own) {
        lock.lock();
        try {
            return waiting.remove(own);
        } finally {
            lock.unlock();
        }
    }

    /** Runs a group of the caller's own call and of those that wait. */
    private boolean lead(Waiting<C> own) {
        List<Waiting<C>> group = groupOf(own);
        Set<ImageId> done;
        try {
            done = statement.run(group.stream().map(Waiting::call).toList());
        } catch (RuntimeException | Error e) {
            group.forEach(each -> each.outcome().completeExceptionally(e));
            throw e;
        } finally {
            handOver();
        }
        group.forEach(each -> each.outcome()
                .complete(done.contains(image.apply(each.call())) ? Outcome.DONE : Outcome.NOT_DONE));
        return done.contains(image.apply(own.call()));
    }

    private List<Waiting<C>> groupOf(Waiting<C> own) {
        List<Waiting<C>> group = new ArrayList<>(List.of(own));
        Set<ImageId> images = new HashSet<>(Set.of(image.apply(own.call())));
        lock.lock();
        try {
            // A second call about the same image must see the effect of the first one.
            while (group.size() < MAX_GROUP && !waiting.isEmpty()
                    && images.add(image.apply(waiting.element().call()))) {
                group.add(waiting.remove());
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** Lets the next call lead a group. */
    private void handOver() {
        lock.lock();
        try {
            Waiting<C> next = waiting.poll();
            if (next == null) {
                isRunning = false;
            } else {
                next.outcome().complete(Outcome.LEAD);
            }
        } finally {
            lock.unlock();
        }
    }
}
