package dev.darkroom.adapter.postgres.client;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A pool of connections to a database. Opening it uses no network. All work runs at isolation level READ COMMITTED, and a commit is durable
 * when it returns. Thread-safe.
 *
 * <p>Work must be repeatable: it runs again after a conflict with other transactions, and once after its connection was lost, when it may have
 * been committed.
 */
public final class Database implements AutoCloseable {
    /** Each is used for milliseconds. A server allows 100 by default, to all processes together. */
    private static final int MAX_CONNECTIONS = 16;

    /** The time limit to connect and to get a connection from the pool. */
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** The server cancels a statement that runs longer. */
    private static final Duration STATEMENT = Duration.ofSeconds(8);

    /** The server cancels a statement that waits longer for a lock. */
    private static final Duration LOCK = Duration.ofSeconds(4);

    /** The driver gives up a server that is silent for longer; after {@link #STATEMENT}, so that the server answers first. */
    private static final Duration SOCKET = Duration.ofSeconds(10);

    /** The server ends a transaction whose process is silent for longer, so that its locks do not stay. */
    private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(10);

    /** Including the first. */
    private static final int MAX_ATTEMPTS = 6;

    /** The longest delay before the second attempt; it doubles with each attempt. */
    private static final Duration BACKOFF = Duration.ofMillis(10);

    /** A role or a database may have been configured to return before a commit is durable. */
    private static final String DURABLE_COMMITS =
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

    private final PostgresSettings settings;
    private final HikariDataSource pool;

    public Database(PostgresSettings settings) {
        this.settings = settings;
        HikariConfig config = new HikariConfig();
        config.setPoolName("postgresql");
        config.setDataSource(source(settings, true));
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(0);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setValidationTimeout(Duration.ofSeconds(1).toMillis());
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setConnectionInitSql(DURABLE_COMMITS);
        pool = new HikariDataSource(config);
    }

    private static PGSimpleDataSource source(PostgresSettings settings, boolean withTimeouts) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(settings.servers().stream().map(PostgresSettings.Server::host).toArray(String[]::new));
        source.setPortNumbers(settings.servers().stream().mapToInt(PostgresSettings.Server::port).toArray());
        if (settings.servers().size() > 1) {
            source.setTargetServerType("primary");
        }
        source.setDatabaseName(settings.database());
        source.setUser(settings.user());
        if (settings.password() != null) {
            source.setPassword(settings.password());
        }
        settings.tls().forEach((name, value) -> {
            switch (name) {
                case "sslmode" -> source.setSslMode(value);
                case "sslcert" -> source.setSslCert(value);
                case "sslkey" -> source.setSslKey(value);
                default -> setRootCertificate(source, value);
            }
        });
        source.setApplicationName("darkroom");
        source.setConnectTimeout((int) CONNECT.toSeconds());
        source.setTcpKeepAlive(true);
        // A connection prepares a statement when it runs it for the fifth time. Each plan takes memory of the server.
        source.setPrepareThreshold(5);
        source.setPreparedStatementCacheQueries(64);
        // Details contain values of rows.
        source.setLogServerErrorDetail(false);
        if (withTimeouts) {
            source.setSocketTimeout((int) SOCKET.toSeconds());
            source.setOptions("-c statement_timeout=%d -c lock_timeout=%d -c idle_in_transaction_session_timeout=%d"
                    .formatted(STATEMENT.toMillis(), LOCK.toMillis(), IDLE_IN_TRANSACTION.toMillis()));
        }
        return source;
    }

    /** {@code system} means the certificates that the JDK trusts, as in libpq. */
    private static void setRootCertificate(PGSimpleDataSource source, String value) {
        if (value.equals("system")) {
            source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
        } else {
            source.setSslRootCert(value);
        }
    }

    /** Something to do with a session. */
    public interface Work<T> {
        T run(Session session) throws SQLException;
    }

    /** Runs work that consists of one statement, which is a transaction by itself. */
    public <T> T statement(Work<T> work) {
        return repeated(() -> {
            try (Connection connection = pool.getConnection()) {
                return work.run(new Session(connection));
            }
        });
    }

    /** Runs work in one transaction. */
    public <T> T transaction(Work<T> work) {
        return repeated(() -> {
            try (Connection connection = pool.getConnection()) {
                return inTransaction(connection, work);
            }
        });
    }

    /** Runs long work once, in one transaction on a connection of its own without time limits, for example a migration. */
    public <T> T longTransaction(Work<T> work) {
        try (Connection connection = source(settings, false).getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            return inTransaction(connection, work);
        } catch (SQLException e) {
            throw Failures.of(description(), e);
        }
    }

    /** Runs a statement that can't run in a transaction, once, on a connection of its own without time limits. */
    public void longStatement(String sql) {
        try (Connection connection = source(settings, false).getConnection()) {
            new Session(connection).script(sql);
        } catch (SQLException e) {
            throw Failures.of(description(), e);
        }
    }

    private static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.run(new Session(connection));
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
            } catch (SQLException lost) {
                e.addSuppressed(lost);
            }
            throw e;
        }
    }

    private interface Attempt<T> {
        T run() throws SQLException;
    }

    private <T> T repeated(Attempt<T> attempt) {
        boolean wasLost = false;
        for (int number = 1;; number++) {
            try {
                return attempt.run();
            } catch (SQLException e) {
                boolean isLost = Failures.isLostConnection(e);
                boolean mayRepeat = isLost ? !wasLost : Failures.isConflict(e) && number < MAX_ATTEMPTS;
                if (!mayRepeat) {
                    throw Failures.of(description(), e);
                }
                wasLost |= isLost;
                long longest = BACKOFF.toNanos() << (number - 1);
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest));
            }
        }
    }

    /** The servers and the database, for messages. */
    public String description() {
        return settings.description();
    }

    /** The role that it logs in with. */
    public String user() {
        return settings.user();
    }

    public Connections connections() {
        HikariPoolMXBean now = pool.getHikariPoolMXBean();
        return new Connections(
                MAX_CONNECTIONS, now.getActiveConnections(), now.getIdleConnections(),
                now.getThreadsAwaitingConnection());
    }

    @Override
    public void close() {
        pool.close();
    }
}
