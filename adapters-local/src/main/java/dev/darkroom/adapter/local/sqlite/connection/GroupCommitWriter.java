package dev.darkroom.adapter.local.sqlite.connection;

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
 * The only writer of a database. Changes that arrive while a transaction is being committed are committed together in the next one, so they
 * share one wait for the disk. Each change has its own savepoint: if a change fails, the others succeed; if the commit fails, all fail.
 * Thread-safe.
 */
public final class GroupCommitWriter implements AutoCloseable {
    private static final int MAX_QUEUED = 1024;
    private static final int MAX_GROUP = 256;
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final Sqlite sqlite;
    private final BlockingQueue<Job<?>> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final Thread thread;
    private volatile boolean closing;
    private final AtomicLong commits = new AtomicLong();

    /** @param sqlite used only by this writer, which closes it */
    public GroupCommitWriter(Sqlite sqlite) {
        this.sqlite = sqlite;
        this.thread = Thread.ofPlatform().daemon().name("catalog-writer").start(this::work);
    }

    /** A change that runs in the transaction of the writer; it must not begin or end one. */
    public interface Change<T> {
        T apply(Sqlite sqlite) throws SQLException;
    }

    /**
     * Applies a change. It is durable on return, and undone if this method throws; only after {@link StorageException.Unavailable} it may
     * be either.
     */
    public <T> T run(Change<T> change) {
        Job<T> job = new Job<>(change);
        try {
            if (closing || !queue.offer(job, MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StorageException.Unavailable(
                        closing ? "The catalog is closed" : "The catalog is overloaded", null);
            }
            if (!thread.isAlive()) {
                failQueued();
            }
            return job.result.get(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            job.result.cancel(false);
            throw new StorageException.Unavailable("The wait for the catalog was interrupted", e);
        } catch (TimeoutException e) {
            job.result.cancel(false);
            throw new StorageException.Unavailable("The catalog took longer than " + MAX_WAIT.toSeconds() + " s", e);
        } catch (CancellationException e) {
            throw new StorageException.Unavailable("The catalog is closed", e);
        } catch (ExecutionException e) {
            throw translate(e);
        }
    }

    /** Each caller gets its own exception, because a group may share the cause. */
    private static RuntimeException translate(ExecutionException e) {
        return switch (e.getCause()) {
            case SQLException cause -> Sqlite.failure(cause);
            case StorageException.Corrupted cause ->
                new StorageException.Corrupted(String.valueOf(cause.getMessage()), cause);
            case null, default -> new IllegalStateException("A change of the catalog failed", e.getCause());
        };
    }

    /** The number of committed transactions. */
    long commits() {
        return commits.get();
    }

    /** The number of queued changes. */
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
            group.removeIf(job -> job.result.isCancelled());
            if (!group.isEmpty()) {
                commit(group);
            }
            group.clear();
        }
    }

    /** Waits for a change; returns null after {@link #close} when the queue is empty. */
    private @Nullable Job<?> next() {
        while (true) {
            try {
                return closing ? queue.poll() : queue.take();
            } catch (InterruptedException e) {
                // Only close() interrupts this thread, after it has set closing. Apply the queued changes, then end.
            }
        }
    }

    private void commit(List<Job<?>> group) {
        try {
            sqlite.execute("BEGIN IMMEDIATE");
            for (Job<?> job : group) {
                applyInSavepoint(job);
            }
            sqlite.execute("COMMIT");
            commits.incrementAndGet();
        } catch (SQLException | RuntimeException | Error e) {
            sqlite.rollBack(e);
            group.forEach(job -> job.result.completeExceptionally(e));
            return;
        }
        group.forEach(Job::complete);
    }

    private void applyInSavepoint(Job<?> job) throws SQLException {
        sqlite.execute("SAVEPOINT change");
        try {
            job.apply(sqlite);
        } catch (SQLException | RuntimeException | Error e) {
            undo(e);
            job.failure = e;
        }
        sqlite.execute("RELEASE change");
    }

    /** Undoes one change. Fails if SQLite has rolled back the whole transaction itself, for example because the disk is full. */
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

    /** Applies the queued changes, then closes the connection. */
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
        failQueued();
        sqlite.close();
    }

    /** Fails the changes that were queued while the writer thread ended. */
    private void failQueued() {
        for (Job<?> job = queue.poll(); job != null; job = queue.poll()) {
            job.result.cancel(false);
        }
    }

    private static final class Job<T> {
        final Change<T> change;
        final CompletableFuture<T> result = new CompletableFuture<>();
        @Nullable
        Throwable failure;
        private @Nullable T value;

        Job(Change<T> change) {
            this.change = change;
        }

        void apply(Sqlite sqlite) throws SQLException {
            value = change.apply(sqlite);
        }

        /** Completes the call. The group must be durable. */
        void complete() {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                result.complete(value);
            }
        }
    }
}
