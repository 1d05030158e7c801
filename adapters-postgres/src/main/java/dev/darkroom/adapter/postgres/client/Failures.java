package dev.darkroom.adapter.postgres.client;

import dev.darkroom.domain.model.StorageException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Translates errors of the driver and the server into {@link StorageException}s with messages for operators. They contain neither the password
 * nor values of rows. PostgreSQL's documentation, "PostgreSQL Error Codes", explains the codes.
 */
final class Failures {
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String UNDEFINED_COLUMN = "42703";
    private static final String READ_ONLY = "25006";
    private static final String SERIALIZATION_FAILURE = "40001";
    private static final String DEADLOCK = "40P01";
    private static final String LOCK_TIMEOUT = "55P03";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String DISK_FULL = "53100";
    /** The server was stopped, crashed, is starting, or closes idle connections. */
    private static final String SHUTDOWN = "57P0";
    private static final String CONNECTION = "08";

    private Failures() {}

    /** @param database its description */
    static StorageException of(String database, SQLException e) {
        String what = "The catalog in PostgreSQL (" + database + ") ";
        String state = state(e);
        return switch (state) {
            case INSUFFICIENT_PRIVILEGE -> new StorageException.Unavailable(
                    what + "refuses access: " + reason(e) + ". Grant the role what \"darkroom provision\" prints.", e);
            case UNDEFINED_TABLE, UNDEFINED_COLUMN -> new StorageException.Unavailable(
                    what + "has not the schema of this Darkroom: run \"darkroom provision\". (" + reason(e) + ")", e);
            case READ_ONLY -> new StorageException.Unavailable(what + "is read-only: " + reason(e), e);
            case SERIALIZATION_FAILURE, DEADLOCK, LOCK_TIMEOUT -> new StorageException.Unavailable(
                    what + "is busy: " + reason(e), e);
            case TOO_MANY_CONNECTIONS ->
                new StorageException.Unavailable(what + "has no connection left: " + reason(e), e);
            case DISK_FULL -> new StorageException.Unavailable(
                    what + "can't write, because a disk of its server is full. Free or add space there: it works again by itself. ("
                            + reason(e) + ")",
                    e);
            default -> isPermanent(state)
                    ? new StorageException.Corrupted(what + "refuses the data: " + reason(e), e)
                    : new StorageException.Unavailable(what + "can't be used: " + reason(e), e);
        };
    }

    /** Invalid or duplicate data (22, 23), a statement that this server can't run (42), and damaged files (XX001, XX002). */
    private static boolean isPermanent(String state) {
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("42") || state.equals("XX001")
                || state.equals("XX002");
    }

    /** Whether the server rolled the transaction back because of another one, so that it may succeed now. */
    static boolean isConflict(SQLException e) {
        return state(e).equals(SERIALIZATION_FAILURE) || state(e).equals(DEADLOCK);
    }

    /**
     * Whether an open connection was lost, so that the server may or may not have committed. A server that has become read-only is lost too: another
     * one may be the primary now.
     */
    static boolean isLostConnection(SQLException e) {
        return e instanceof PSQLException
                && (state(e).startsWith(CONNECTION) || state(e).startsWith(SHUTDOWN) || state(e).equals(READ_ONLY));
    }

    /** Whether a connection was lost because the server did not answer in time. */
    static boolean isSilence(SQLException e) {
        return e.getCause() instanceof SocketTimeoutException;
    }

    /** Whether there was no connection, or it was lost. */
    static boolean isOutOfReach(SQLException e) {
        return isLostConnection(e) || !(e instanceof PSQLException || e instanceof SQLTimeoutException);
    }

    private static String state(SQLException e) {
        SQLException known = e;
        // The pool wraps the last failure to connect.
        while (known.getSQLState() == null && known.getCause() instanceof SQLException cause) {
            known = cause;
        }
        return known.getSQLState() == null ? "" : known.getSQLState();
    }

    /** The message of the server or the driver, without values of rows. */
    static String reason(SQLException e) {
        @Nullable
        Throwable deepest = e;
        while (deepest.getCause() instanceof SQLException cause) {
            deepest = cause;
        }
        if (deepest instanceof PSQLException error) {
            ServerErrorMessage message = error.getServerErrorMessage();
            if (message != null && message.getMessage() != null) {
                return message.getMessage();
            }
        }
        return String.valueOf(deepest.getMessage());
    }
}
