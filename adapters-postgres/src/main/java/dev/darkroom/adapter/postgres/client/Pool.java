package dev.darkroom.adapter.postgres.client;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

/** A pool of connections. Opening it uses no network. Thread-safe. */
final class Pool implements AutoCloseable {
    /** Each is used for milliseconds. A server allows 100 by default, to all processes together. */
    private static final int MAX_CONNECTIONS = 16;

    /** After this error, "feature not supported", HikariCP closes the connection. */
    private static final String CLOSES_CONNECTION = "0A000";

    private final Connector connector;
    private final HikariDataSource connections;
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
        connections = new HikariDataSource(config);
        connector.repeatWhile(() -> connections.getHikariPoolMXBean().getThreadsAwaitingConnection() > 0);
    }

    /** Something to do with a connection. */
    interface Use<T> {
        T with(Connection connection, Session session) throws SQLException;
    }

    /** Runs work once. */
    <T> T run(Use<T> use) throws SQLException {
        try (Connection connection = connection()) {
            return use.with(connection, Session.limited(connection, limit));
        } catch (SQLException e) {
            if (Failures.isLostConnection(e)) {
                // The other connections are probably lost too.
                connections.getHikariPoolMXBean().softEvictConnections();
                replaceLost();
            } else if (CLOSES_CONNECTION.equals(e.getSQLState())) {
                replaceLost();
            }
            throw e;
        }
    }

    /**
     * HikariCP opens connections for threads that begin to wait, not in place of lost ones: threads that wait already would wait until their
     * time is over, unless other threads come.
     */
    private void replaceLost() {
        if (connections.getHikariPoolMXBean().getThreadsAwaitingConnection() > 0) {
            Thread.startVirtualThread(() -> {
                try (Connection _ = connections.getConnection()) {
                    // Its return to the pool gives it to the next thread.
                } catch (SQLException e) {
                    // The threads that wait report it.
                }
            });
        }
    }

    private Connection connection() throws SQLException {
        try {
            return connections.getConnection();
        } catch (SQLTransientConnectionException e) {
            SQLException reason = connector.failure();
            throw e.getCause() == null && reason != null
                    ? new SQLTransientConnectionException(e.getMessage(), reason.getSQLState(), reason)
                    : e;
        }
    }

    Connections connections() {
        HikariPoolMXBean now = connections.getHikariPoolMXBean();
        return new Connections(
                MAX_CONNECTIONS, now.getActiveConnections(), now.getIdleConnections(),
                now.getThreadsAwaitingConnection());
    }

    @Override
    public void close() {
        connections.close();
    }
}
