package dev.darkroom.adapter.postgres.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A pool of connections to a database. Opening it uses no network. All work runs at isolation level READ COMMITTED, and a commit is durable
 * when it returns. Thread-safe.
 *
 * <p>Work must be repeatable: it runs again after a conflict with other transactions, and once after its connection was lost, when it may have
 * been committed. It is not repeated after the server was silent, and takes at most {@link #LIMIT}.
 */
public final class Database implements AutoCloseable {
    /** The time limit of work, without the time to get a connection. */
    private static final Duration LIMIT = Connector.SOCKET;

    /** Including the first. */
    private static final int MAX_ATTEMPTS = 6;

    /** The longest delay before the second attempt; it doubles with each attempt. */
    private static final Duration BACKOFF = Duration.ofMillis(10);

    /** A role that connects through a pooler may have time limits, because that is how it gets them. */
    private static final String NO_LIMITS = """
            SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
            SET LOCAL statement_timeout = 0;
            SET LOCAL lock_timeout = 0;
            SET LOCAL idle_in_transaction_session_timeout = 0
            """;

    private final PostgresSettings settings;
    private final Pool pool;
    private final Outage outage;
    private final @Nullable Replica replica;

    public Database(PostgresSettings settings) {
        this(settings, null);
    }

    /** @param replica a standby that answers {@link #read}; null if there is none */
    public Database(PostgresSettings settings, @Nullable PostgresSettings replica) {
        this.settings = settings;
        this.pool = new Pool(Connector.limited(settings).toPrimary(), LIMIT);
        this.outage = new Outage("The catalog in PostgreSQL (" + settings.description() + ")");
        this.replica = replica == null ? null : new Replica(replica);
    }

    /** Something to do with a session. */
    public interface Work<T> {
        T run(Session session) throws SQLException;
    }

    /** Runs work that consists of one statement, which is a transaction by itself. */
    public <T> T statement(Work<T> work) {
        return repeated((_, session) -> work.run(session));
    }

    /** Runs work in one transaction. */
    public <T> T transaction(Work<T> work) {
        return repeated((connection, session) -> inTransaction(connection, session, work));
    }

    /**
     * Runs work that only reads, each statement by itself. If there is a replica, its result may be out of date. If the replica can't be used,
     * this reads from the primary.
     */
    public <T> T read(Work<T> work) {
        Optional<T> result = replica == null ? Optional.empty() : replica.read(work);
        return result.isPresent() ? result.get() : statement(work);
    }

    /** Runs long work once, in one transaction on a connection of its own without time limits, for example a migration. */
    public <T> T longTransaction(Work<T> work) {
        try (Connection connection = Connector.unlimited(settings).toPrimary().getConnection()) {
            return inTransaction(connection, Session.unlimited(connection), session -> {
                session.script(NO_LIMITS);
                return work.run(session);
            });
        } catch (SQLException e) {
            throw Failures.of(description(), e);
        }
    }

    /** Runs a statement that can't run in a transaction, once, on a connection of its own without time limits. */
    public void longStatement(String sql) {
        try (Connection connection = Connector.unlimited(settings).toPrimary().getConnection()) {
            Session.unlimited(connection).script(sql);
        } catch (SQLException e) {
            throw Failures.of(description(), e);
        }
    }

    private static <T> T inTransaction(Connection connection, Session session, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.run(session);
            session.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                session.rollBack();
            } catch (SQLException lost) {
                e.addSuppressed(lost);
            }
            throw e;
        }
    }

    private <T> T repeated(Pool.Use<T> use) {
        boolean wasLost = false;
        for (int number = 1;; number++) {
            try {
                T result = pool.run(use);
                outage.end();
                return result;
            } catch (SQLException e) {
                boolean isLost = Failures.isLostConnection(e) && !Failures.isSilence(e);
                boolean mayRepeat = isLost ? !wasLost : Failures.isConflict(e) && number < MAX_ATTEMPTS;
                if (!mayRepeat) {
                    if (Failures.isOutOfReach(e)) {
                        outage.begin(e);
                    }
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

    /** The statements that give a role the settings of a session, if it connects through a pooler. */
    public static List<String> settingsOfRole(String role) {
        return Connector.settingsOfRole(role);
    }

    /** The connections to the primary. */
    public Connections connections() {
        return pool.connections();
    }

    @Override
    public void close() {
        pool.close();
        if (replica != null) {
            replica.close();
        }
    }
}
