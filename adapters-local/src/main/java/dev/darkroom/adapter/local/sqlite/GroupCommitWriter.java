package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.domain.model.StorageException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The only writer of a database. Changes that arrive while one transaction is being made durable are committed together in
 * the next: they share the wait for the disk. Each change has its own savepoint, so that one that fails takes nothing from
 * the others; when the commit itself fails, all of them do. Thread-safe.
 */
final class GroupCommitWriter implements AutoCloseable {
    private static final int MAX_WAITING = 1024;
    private static final int MAX_GROUP = 256;
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final Sqlite sqlite;
    private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread thread;
    private volatile boolean closing;
    private final AtomicLong commits = new AtomicLong();

    /** @param sqlite used and closed by this writer alone */
    GroupCommitWriter(Sqlite sqlite) {
        this.sqlite = sqlite;
        this.thread = Thread.ofPlatform().daemon().name("catalog-writer").start(this::work);
    }

    /** A change within a transaction that it neither begins nor ends. */
    interface Change<T> {
        T apply(Sqlite sqlite) throws SQLException;
    }

    /**
     * Applies a change; it is durable when this returns, and undone when it throws, unless what it throws is {@link
     * StorageException.Unavailable}, after which it may be either.
     */
    <T> T run(Change<T> change) {
        Job<T> job = new Job<>(change);
        try {
            if (closing || !queue.offer(job, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StorageException.Unavailable(
                        closing ? "The catalog is closed" : "The catalog is overloaded", null);
            }
            if (!thread.isAlive()) {
                failWaiting();
            }
            return job.answer.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            job.answer.cancel(false);
            throw new StorageException.Unavailable("The wait for the catalog was interrupted", e);
        } catch (TimeoutException e) {
            job.answer.cancel(false);
            throw new StorageException.Unavailable("The catalog took longer than " + MAX_WAIT.toSeconds() + " s", e);
        } catch (CancellationException e) {
            throw new StorageException.Unavailable("The catalog is closed", e);
        } catch (ExecutionException e) {
            throw translate(e);
        }
    }

    /** Made anew for each caller: the cause may be shared by a whole group. */
    private static RuntimeException translate(ExecutionException e) {
        return e.getCause() instanceof SQLException cause
                ? Sqlite.failure(cause)
                : new IllegalStateException("A change of the catalog failed", e.getCause());
    }

    /** How many transactions were committed. */
    long commits() {
        return commits.get();
    }

    /** How many changes wait to be applied. */
    int waiting() {
        return queue.size();
    }

    private void work() {
        List<Job<?>> group = new ArrayList<>();
        while (true) {
            Job<?> first = next();
            if (first == null) {
                return;
            }
            group.add(first);
            queue.drainTo(group, MAX_GROUP - 1);
            group.removeIf(job -> job.answer.isCancelled());
            if (!group.isEmpty()) {
                commit(group);
            }
            group.clear();
        }
    }

    /** Waits for a change; null when there will be none. */
    private @Nullable Job<?> next() {
        while (true) {
            try {
                return closing ? queue.poll() : queue.take();
            } catch (InterruptedException e) {
                // Only close() interrupts, after it has said so: take what still waits, then end.
            }
        }
    }

    private void commit(List<Job<?>> group) {
        try {
            sqlite.execute("BEGIN IMMEDIATE");
            for (Job<?> job : group) {
                applyAlone(job);
            }
            sqlite.execute("COMMIT");
            commits.incrementAndGet();
        } catch (SQLException | RuntimeException | Error e) {
            sqlite.rollBack(e);
            group.forEach(job -> job.answer.completeExceptionally(e));
            return;
        }
        group.forEach(Job::answer);
    }

    private void applyAlone(Job<?> job) throws SQLException {
        sqlite.execute("SAVEPOINT change");
        try {
            job.apply(sqlite);
        } catch (SQLException | RuntimeException | Error e) {
            undo(e);
            job.failure = e;
        }
        sqlite.execute("RELEASE change");
    }

    /** Undoes one change. SQLite may have undone the whole transaction by itself, on a full disk for one; then it fails. */
    private void undo(Throwable failure) throws SQLException {
        try {
            sqlite.execute("ROLLBACK TO change");
        } catch (SQLException e) {
            if (failure instanceof SQLException cause) {
                cause.addSuppressed(e);
                throw cause;
            }
            throw e;
        }
    }

    /** Applies the changes that wait, then closes the connection. */
    @Override
    public void close() throws SQLException {
        closing = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        failWaiting();
        sqlite.close();
    }

    /** For those who came while the writer was ending. */
    private void failWaiting() {
        for (Job<?> job = queue.poll(); job != null; job = queue.poll()) {
            job.answer.cancel(false);
        }
    }

    private static final class Job<T> {
        final Change<T> change;
        final CompletableFuture<T> answer = new CompletableFuture<>();
        @Nullable
        Throwable failure;
        private @Nullable T result;

        Job(Change<T> change) {
            this.change = change;
        }

        void apply(Sqlite sqlite) throws SQLException {
            result = change.apply(sqlite);
        }

        /** Tells the caller, when the group is durable. */
        void answer() {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(result);
            }
        }
    }
}
