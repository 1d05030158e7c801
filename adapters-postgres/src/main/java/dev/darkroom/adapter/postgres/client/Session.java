package dev.darkroom.adapter.postgres.client;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs statements on a connection. Parameters are texts, numbers, UUIDs, times, byte arrays, lists of texts, or null. Not thread-safe. */
public final class Session {
    /** The times that PostgreSQL can store; it has infinities beyond. */
    private static final Instant EARLIEST = Instant.parse("-4712-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("+294276-01-01T00:00:00Z");

    /** The time to undo a transaction if no time is left. */
    private static final long SHORTEST_MILLIS = 1_000;

    private final Connection connection;
    private final @Nullable Duration limit;
    private final long start = System.nanoTime();

    private Session(Connection connection, @Nullable Duration limit) {
        this.connection = connection;
        this.limit = limit;
    }

    /** @param limit the time limit of all statements together */
    static Session limited(Connection connection, Duration limit) {
        return new Session(connection, limit);
    }

    static Session unlimited(Connection connection) {
        return new Session(connection, null);
    }

    /** Reads a row of a result. */
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Runs a change and returns the number of changed rows. */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    /** Runs a statement and returns its rows. */
    public <T> List<T> rows(String sql, RowReader<T> reader, @Nullable Object... parameters) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(reader.read(rows));
            }
        }
        return found;
    }

    /** Runs a statement and returns its first row. */
    public <T> Optional<T> row(String sql, RowReader<T> reader, @Nullable Object... parameters) throws SQLException {
        return rows(sql, reader, parameters).stream().findFirst();
    }

    /** Runs a script of statements without parameters and results. */
    public void script(String sql) throws SQLException {
        limitTime();
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Undoes the transaction so far. */
    public void rollBack() throws SQLException {
        waitAtMost(Math.max(SHORTEST_MILLIS, millisLeft()));
        connection.rollback();
    }

    void commit() throws SQLException {
        limitTime();
        connection.commit();
    }

    private void limitTime() throws SQLException {
        long left = millisLeft();
        if (left <= 0) {
            throw new SQLTimeoutException("the server is too slow", "57014");
        }
        waitAtMost(left);
    }

    private long millisLeft() {
        return limit == null ? Long.MAX_VALUE : limit.minusNanos(System.nanoTime() - start).toMillis();
    }

    private void waitAtMost(long millis) throws SQLException {
        if (limit != null) {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(millis));
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object[] parameters) throws SQLException {
        limitTime();
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, value(parameters[i]));
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private @Nullable Object value(@Nullable Object parameter) throws SQLException {
        return switch (parameter) {
            case Instant time -> stored(time);
            case Collection<?> texts -> connection.createArrayOf("text", texts.toArray());
            case null, default -> parameter;
        };
    }

    private static OffsetDateTime stored(Instant time) {
        if (time.isBefore(EARLIEST)) {
            return OffsetDateTime.MIN;
        }
        return time.isAfter(LATEST) ? OffsetDateTime.MAX : time.atOffset(ZoneOffset.UTC);
    }

    /** The time in a column that is not null. */
    public static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** The texts in a column. */
    public static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
