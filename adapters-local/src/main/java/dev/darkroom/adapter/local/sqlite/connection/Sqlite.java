package dev.darkroom.adapter.local.sqlite.connection;

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
 * A connection to SQLite. It caches prepared statements, because preparing a statement takes longer than running it. Not thread-safe.
 */
public final class Sqlite implements AutoCloseable {
    /**
     * Settings of every connection (sqlite.org/pragma.html). A commit returns when the log is on the disk ({@code synchronous}, and on macOS
     * {@code fullfsync}). A statement waits up to 5000 ms for the lock of another process, for example a backup. A checkpoint truncates the
     * log to 64 MiB.
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

    /**
     * Settings of a connection that only reads. It maps the file into memory, because the rows of a page may lie on many pages of the file:
     * with {@code pread}, such a page took one and a half times as long (benchmarks/results.md). 2147418112 bytes are SQLite's maximum; it
     * reads what lies behind them by {@code pread}. An I/O error of a mapped page ends the process (sqlite.org/mmap.html). The writer maps
     * nothing, so it can't damage the file. Only {@code VACUUM} makes the file shorter, and Darkroom does not run it.
     */
    private static final String READER_SETTINGS =
            """
                    PRAGMA query_only = ON;
                    PRAGMA mmap_size = 2147418112;
                    """;

    private final Connection connection;
    /** By SQL text; the program has a few dozen different texts. */
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /** @param connection is closed by this */
    public Sqlite(Connection connection) {
        this.connection = connection;
    }

    /** Opens a connection that can write; the caller closes it. Creates the file if it is missing. */
    public static Sqlite openWriter(Path file) throws SQLException {
        return open(file, sqlite -> {
            String mode = sqlite.text("PRAGMA journal_mode = WAL");
            if (!mode.equals("wal")) {
                throw new SQLException(
                        file + " is on a file system without shared memory: SQLite uses journal mode " + mode
                                + " instead of wal");
            }
        });
    }

    /** Opens a connection that refuses to write; the caller closes it. */
    public static Sqlite openReader(Path file) throws SQLException {
        return open(file, sqlite -> sqlite.execute(READER_SETTINGS));
    }

    private interface Setup {
        void of(Sqlite sqlite) throws SQLException;
    }

    private static Sqlite open(Path file, Setup setup) throws SQLException {
        // A URI escapes a question mark in the path; in a plain path, the driver reads its parameters after it.
        Sqlite sqlite = new Sqlite(DriverManager.getConnection("jdbc:sqlite:" + file.toUri()));
        try {
            sqlite.execute(SETTINGS);
            setup.of(sqlite);
        } catch (SQLException | RuntimeException e) {
            sqlite.close();
            throw e;
        }
        return sqlite;
    }

    /** Runs statements without parameters and results. They are not cached. */
    public void execute(String statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(statements);
        }
    }

    /** Rolls back a failed transaction. SQLite may have done so already; the error of that is added to the failure. */
    public void rollBack(Throwable failure) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Runs a change and returns the number of changed rows. Parameters are texts, numbers, byte arrays or null. */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        return run(sql, parameters, PreparedStatement::executeUpdate);
    }

    /**
     * Runs a query. The caller closes the result before it runs the same query again. Parameters are as for {@link #update}.
     */
    public ResultSet query(String sql, @Nullable Object... parameters) throws SQLException {
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
            // Only a statement that succeeded: the driver closes one that failed.
            prepared.put(sql, statement);
            return result;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Runs a query with a single value and returns it as text. */
    public String text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Closes the connection and its statements. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }

    /** Maps an error to the exception that a caller of the catalog receives. sqlite.org/rescode.html explains the result codes. */
    public static RuntimeException failure(SQLException e) {
        if (!(e instanceof SQLiteException error)) {
            return new StorageException.Unavailable("The catalog can't be used: " + e.getMessage(), e);
        }
        // The lower byte of an extended code is its primary code.
        return switch (SQLiteErrorCode.getErrorCode(error.getResultCode().code & 0xff)) {
            case SQLITE_CORRUPT, SQLITE_NOTADB -> new StorageException.Corrupted(
                    "The catalog's file is damaged: " + e.getMessage(), e);
            case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_MISUSE, SQLITE_RANGE -> new StorageException.Corrupted(
                    "The catalog refuses the data: " + e.getMessage(), e);
            default -> new StorageException.Unavailable("The catalog can't be used: " + e.getMessage(), e);
        };
    }
}
