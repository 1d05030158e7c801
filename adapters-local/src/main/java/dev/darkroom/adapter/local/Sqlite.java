package dev.darkroom.adapter.local;

import dev.darkroom.domain.port.out.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Connections to SQLite, statements on them, and what their errors mean. */
final class Sqlite {
    /**
     * Settings of every connection (sqlite.org/pragma.html). A commit waits until the log is on the disk ({@code
     * synchronous}, and on macOS {@code fullfsync}); somebody else's lock, such as that of a backup, is waited for, for
     * milliseconds; after a checkpoint the log is cut to 64 MiB.
     */
    private static final String SETTINGS =
            """
                    PRAGMA busy_timeout = 5000;
                    PRAGMA foreign_keys = ON;
                    PRAGMA synchronous = FULL;
                    PRAGMA fullfsync = ON;
                    PRAGMA checkpoint_fullfsync = ON;
                    PRAGMA journal_size_limit = 67108864;
                    PRAGMA temp_store = MEMORY;
                    PRAGMA trusted_schema = OFF;
                    """;

    private Sqlite() {}

    /** Opens a connection that can write; the caller closes it. The file is made when it is missing. */
    static Connection openWriter(Path file) throws SQLException {
        Connection connection = connect(file);
        try {
            String mode = text(connection, "PRAGMA journal_mode = WAL");
            if (!mode.equals("wal")) {
                throw new SQLException(
                        file + " is on a file system that can't share memory: SQLite keeps to mode " + mode);
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Opens a connection that refuses to write; the caller closes it. */
    static Connection openReader(Path file) throws SQLException {
        Connection connection = connect(file);
        try {
            execute(connection, "PRAGMA query_only = ON");
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private static Connection connect(Path file) throws SQLException {
        // As a URI, in which a question mark of the path is not the start of the driver's own parameters.
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
        try {
            execute(connection, SETTINGS);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    /** Runs statements without parameters and results. */
    static void execute(Connection connection, String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(statements);
        }
    }

    /** Ends a transaction that failed, where SQLite has not ended it already. */
    static void rollBack(Connection connection, Throwable failure) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Runs a change and tells how many rows it touched. Parameters are texts, numbers, bytes or null. */
    static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Prepares a statement with its parameters: texts, numbers, bytes or null. The caller closes it. */
    static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
        return statement;
    }

    /** The one value that a statement gives, as text. */
    static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** What an error means for a caller of the catalogue. The result codes are explained at sqlite.org/rescode.html. */
    static RuntimeException failure(SQLException e) {
        if (!(e instanceof SQLiteException error)) {
            return new StorageException.Unavailable("The catalogue can't be used: " + e.getMessage(), e);
        }
        // The lower byte of an extended code is its primary code.
        return switch (SQLiteErrorCode.getErrorCode(error.getResultCode().code & 0xff)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> new StorageException.Corrupted(
                    "The catalogue's file is damaged: " + e.getMessage(), e);
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE -> new IllegalStateException(
                    "The catalogue was used wrongly: " + e.getMessage(), e);
            default -> new StorageException.Unavailable("The catalogue can't be used: " + e.getMessage(), e);
        };
    }
}
