package dev.darkroom.adapter.local.sqlite;

import dev.darkroom.domain.model.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A connection to SQLite, which keeps the statements that it has prepared: to prepare one takes longer than to run it. For one
 * thread at a time.
 */
final class Sqlite implements AutoCloseable {
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

    private final Connection connection;
    /** By their texts, of which a program has a few dozen. */
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private Sqlite(Path file) throws SQLException {
        // As a URI, in which a question mark of the path is not the start of the driver's own parameters.
        connection = DriverManager.getConnection("jdbc:sqlite:" + file.toUri());
    }

    /** Opens a connection that can write; the caller closes it. The file is made when it is missing. */
    static Sqlite openWriter(Path file) throws SQLException {
        return open(file, sqlite -> {
            String mode = sqlite.text("PRAGMA journal_mode = WAL");
            if (!mode.equals("wal")) {
                throw new SQLException(
                        file + " is on a file system that can't share memory: SQLite keeps to mode " + mode);
            }
        });
    }

    /** Opens a connection that refuses to write; the caller closes it. */
    static Sqlite openReader(Path file) throws SQLException {
        return open(file, sqlite -> sqlite.execute("PRAGMA query_only = ON"));
    }

    private interface Setup {
        void of(Sqlite sqlite) throws SQLException;
    }

    private static Sqlite open(Path file, Setup setup) throws SQLException {
        Sqlite sqlite = new Sqlite(file);
        try {
            sqlite.execute(SETTINGS);
            setup.of(sqlite);
        } catch (SQLException | RuntimeException e) {
            sqlite.close();
            throw e;
        }
        return sqlite;
    }

    /** Runs statements without parameters and results, which are not kept. */
    void execute(String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(statements);
        }
    }

    /** Ends a transaction that failed, where SQLite has not ended it already. */
    void rollBack(Throwable failure) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Runs a change and tells how many rows it touched. Parameters are texts, numbers, bytes or null. */
    int update(String sql, @Nullable Object... parameters) throws SQLException {
        return run(sql, parameters, PreparedStatement::executeUpdate);
    }

    /**
     * Runs a query. The caller closes the rows, and before that does not run the same query again. Parameters are as for
     * {@link #update}.
     */
    ResultSet query(String sql, @Nullable Object... parameters) throws SQLException {
        return run(sql, parameters, PreparedStatement::executeQuery);
    }

    private interface Execution<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String sql, @Nullable Object[] parameters, Execution<T> execution) throws SQLException {
        PreparedStatement statement = prepared.remove(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
        }
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            T result = execution.of(statement);
            // Only now: the driver ends a statement that fails.
            prepared.put(sql, statement);
            return result;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** The one value that a statement gives, as text. */
    String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** The statements end with it. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** What an error means for a caller of the catalog. The result codes are explained at sqlite.org/rescode.html. */
    static RuntimeException failure(SQLException e) {
        if (!(e instanceof SQLiteException error)) {
            return new StorageException.Unavailable("The catalog can't be used: " + e.getMessage(), e);
        }
        // The lower byte of an extended code is its primary code.
        return switch (SQLiteErrorCode.getErrorCode(error.getResultCode().code & 0xff)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> new StorageException.Corrupted(
                    "The catalog's file is damaged: " + e.getMessage(), e);
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE -> new IllegalStateException(
                    "The catalog was used wrongly: " + e.getMessage(), e);
            default -> new StorageException.Unavailable("The catalog can't be used: " + e.getMessage(), e);
        };
    }
}
