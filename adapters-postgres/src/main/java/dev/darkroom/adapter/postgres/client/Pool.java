package dev.darkroom.adapter.postgres.client;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A pool of connections. Opening it uses no network. Threads get connections in the order in which they asked for them, at most
 * {@link Connector#CONNECT} later. Thread-safe.
 *
 * <p>HikariCP alone gives a returned connection to any thread that asks next, also before those that wait
 * (github.com/brettwooldridge/HikariCP/issues/1909). If all processors are busy, threads that wait get none until their time is over. Therefore
 * at most as many threads as there may be connections use it at a time, and the others wait for their turn before it.
 */
final class Pool implements AutoCloseable {
    /** Each is used for milliseconds. A server allows 100 by default, to all processes together. */
    private static final int MAX_CONNECTIONS = 16;

    private final Connector connector;
    private final HikariPool connections;
    private final Semaphore turns = new Semaphore(MAX_CONNECTIONS, true);
    private final Duration limit;

    /** @param limit the longest time that work uses a connection */
    Pool(Connector connector, Duration limit) {
        this.connector = connector;
        this.limit = limit;
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgresql");
        config.setDataSource(connector);
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(Connector.CONNECT.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        config.validate();
        // Without HikariDataSource, which has one time limit for all calls.
        connections = new HikariPool(config);
        connector.repeatWhile(() -> connections.getThreadsAwaitingConnection() > 0);
    }

    /** Something to do with a connection. */
    interface Use<T> {
        T with(Connection connection, Session session) throws SQLException;
    }

    /** Runs work once. */
    <T> T run(Use<T> use) throws SQLException {
        long deadline = System.nanoTime() + Connector.CONNECT.toNanos();
        awaitTurn();
        try (Connection connection = connection(deadline)) {
            return use.with(connection, Session.limited(connection, limit));
        } catch (SQLException e) {
            if (Failures.isLostConnection(e)) {
                // The other connections are probably lost too.
                connections.softEvictConnections();
            }
            throw e;
        } finally {
            turns.release();
        }
    }

    private void awaitTurn() throws SQLException {
        try {
            if (!turns.tryAcquire(Connector.CONNECT.toNanos(), TimeUnit.NANOSECONDS)) {
                throw unavailable(new SQLTransientConnectionException(
                        "all " + MAX_CONNECTIONS + " connections were in use for " + Connector.CONNECT.toSeconds()
                                + " s"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("The wait for a connection was interrupted", e);
        }
    }

    private Connection connection(long deadline) throws SQLException {
        try {
            return connections.getConnection(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
        } catch (SQLTransientConnectionException e) {
            throw unavailable(e);
        }
    }

    /** Adds why no connection can be opened, if that is so. */
    private SQLException unavailable(SQLTransientConnectionException e) {
        SQLException reason = connector.failure();
        return e.getCause() == null && reason != null
                ? new SQLTransientConnectionException(e.getMessage(), reason.getSQLState(), reason)
                : e;
    }

    Connections connections() {
        return new Connections(
                MAX_CONNECTIONS, connections.getActiveConnections(), connections.getIdleConnections(),
                turns.getQueueLength() + connections.getThreadsAwaitingConnection());
    }

    @Override
    public void close() {
        try {
            connections.shutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
