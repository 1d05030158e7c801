package dev.darkroom.adapter.local.sqlite.connection;

import dev.darkroom.domain.model.StorageException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A fixed number of connections that read while another connection writes. Thread-safe. */
public final class ReaderPool implements AutoCloseable {
    private static final int CONNECTIONS = 4;
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final BlockingQueue<Sqlite> idle = new ArrayBlockingQueue<>(CONNECTIONS);
    private int opened;
    private volatile boolean closed;

    /** @param file an existing database with its tables */
    public ReaderPool(Path file) throws SQLException {
        try {
            for (; opened < CONNECTIONS; opened++) {
                idle.add(Sqlite.openReader(file));
            }
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Statements that all see the same snapshot of the database. */
    public interface Query<T> {
        T read(Sqlite sqlite) throws SQLException;
    }

    /** Runs a query in its own transaction. */
    public <T> T read(Query<T> query) {
        Sqlite sqlite = borrow();
        try {
            sqlite.execute("BEGIN");
            T result = query.read(sqlite);
            sqlite.execute("COMMIT");
            return result;
        } catch (SQLException e) {
            sqlite.rollBack(e);
            throw Sqlite.failure(e);
        } catch (RuntimeException | Error e) {
            sqlite.rollBack(e);
            throw e;
        } finally {
            idle.add(sqlite);
        }
    }

    private Sqlite borrow() {
        try {
            Sqlite sqlite = closed ? null : idle.poll(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (sqlite == null) {
                throw new StorageException.Unavailable(
                        closed ? "The catalog is closed" : "The catalog is overloaded", null);
            }
            return sqlite;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("The wait for the catalog was interrupted", e);
        }
    }

    /** Waits for running queries, up to 30 seconds for each connection, then closes the connections. Repeated calls do nothing. */
    @Override
    public void close() throws SQLException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            for (int i = 0; i < opened; i++) {
                Sqlite sqlite = idle.poll(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                if (sqlite != null) {
                    sqlite.close();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
