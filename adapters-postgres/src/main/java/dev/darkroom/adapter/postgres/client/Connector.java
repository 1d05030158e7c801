package dev.darkroom.adapter.postgres.client;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections with the settings of a session. A connection pooler between this process and the server, such as PgBouncer, rejects or
 * ignores them, because a transaction may run in any of its sessions. Then the role must have been configured. Thread-safe.
 */
final class Connector implements DataSource {
    /** The time limit to connect. */
    static final Duration CONNECT = Duration.ofSeconds(3);

    /**
     * The time limit to connect to one of several servers, and for each of its answers until the session begins, so that there is time for
     * another one.
     */
    private static final Duration CONNECT_TO_ONE = Duration.ofSeconds(1);

    /** The server cancels a statement that runs longer. */
    private static final Duration STATEMENT = Duration.ofSeconds(8);

    /** The server cancels a statement that waits longer for a lock. */
    private static final Duration LOCK = Duration.ofSeconds(4);

    /** The driver gives up a server that is silent for longer; after {@link #STATEMENT}, so that the server answers first. */
    static final Duration SOCKET = Duration.ofSeconds(10);

    /** The server ends a transaction whose process is silent for longer, so that its locks do not stay. */
    private static final Duration IDLE_IN_TRANSACTION = Duration.ofSeconds(10);

    /** A session prepares a statement when it runs it for the fifth time. */
    private static final int PREPARE_THRESHOLD = 5;

    /** Behind a pooler, the next statement may run in another session, which does not know the prepared statements of this one. */
    private static final int NEVER_PREPARED = 0;

    /** Each prepared statement takes memory of the server. */
    private static final int MAX_PREPARED = 64;

    /** Between two attempts to connect. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Map<String, String> SETTINGS = Map.of(
            "statement_timeout", STATEMENT.toMillis() + "ms",
            "lock_timeout", LOCK.toMillis() + "ms",
            "idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION.toMillis() + "ms",
            "default_transaction_isolation", "read committed");

    /**
     * A prepared statement has one plan for all values of its parameters. Its indexes do not depend on them. By default, the server planned the list
     * of an owner anew for each page, because the estimated costs of the owner were a little lower: 0.2 of 0.5 ms.
     */
    private static final String ONE_PLAN = " -c plan_cache_mode=force_generic_plan";

    /** A setting without a meaning for the server. A session has it if no pooler is between. */
    private static final String MARK = "darkroom.session";

    /** A role or a database may have been configured to return before a commit is durable. A session without a pooler corrects that. */
    private static final String SESSION = """
            SELECT is_own, current_setting('default_transaction_isolation') AS isolation,
                CASE WHEN is_own AND current_setting('synchronous_commit') = 'off'
                    THEN set_config('synchronous_commit', 'on', false)
                    ELSE current_setting('synchronous_commit') END AS synchronous_commit
            FROM (SELECT current_setting('%s', true) IS NOT DISTINCT FROM 'own' AS is_own) session
            """.formatted(MARK);

    /** "Protocol violation": PgBouncer's answer to a parameter that it does not know. */
    private static final String UNSUPPORTED_PARAMETER = "08P01";

    /** "Configuration file error". */
    private static final String MISCONFIGURED = "F0000";

    /** A reference, because a logger without one loses its level. The driver logs what its exceptions say as well. */
    private static final Logger DRIVER_LOG = Logger.getLogger("org.postgresql");

    static {
        DRIVER_LOG.setLevel(Level.OFF);
    }

    private final PGSimpleDataSource driver = new PGSimpleDataSource();

    private final boolean isLimited;
    private volatile BooleanSupplier isAwaited = () -> false;
    private volatile @Nullable SQLException failure;

    private Connector(PostgresSettings settings, boolean isLimited) {
        this.isLimited = isLimited;
        List<PostgresSettings.Server> servers = settings.servers();
        driver.setServerNames(servers.stream().map(PostgresSettings.Server::host).toArray(String[]::new));
        driver.setPortNumbers(servers.stream().mapToInt(PostgresSettings.Server::port).toArray());
        driver.setDatabaseName(settings.database());
        driver.setUser(settings.user());
        if (settings.password() != null) {
            driver.setPassword(settings.password());
        }
        settings.tls().forEach(this::setTls);
        driver.setApplicationName("darkroom");
        driver.setConnectTimeout((int) (servers.size() == 1 ? CONNECT : CONNECT_TO_ONE).toSeconds());
        driver.setSocketTimeout((int) (servers.size() == 1 ? SOCKET : CONNECT_TO_ONE).toSeconds());
        driver.setTcpKeepAlive(true);
        driver.setPrepareThreshold(PREPARE_THRESHOLD);
        driver.setPreparedStatementCacheQueries(MAX_PREPARED);
        // Then the name of the application needs no round trip of its own.
        driver.setAssumeMinServerVersion("14");
        // Details contain values of rows.
        driver.setLogServerErrorDetail(false);
    }

    /** Sessions with time limits. */
    static Connector limited(PostgresSettings settings) {
        Connector connector = new Connector(settings, true);
        StringBuilder options = new StringBuilder("-c ").append(MARK).append("=own").append(ONE_PLAN);
        SETTINGS.forEach((name, value) -> options.append(" -c ").append(name).append('=')
                .append(value.replace(" ", "\\ ")));
        connector.driver.setOptions(options.toString());
        return connector;
    }

    /** Sessions without time limits, for single statements that are not worth preparing. */
    static Connector unlimited(PostgresSettings settings) {
        Connector connector = new Connector(settings, false);
        connector.driver.setPrepareThreshold(NEVER_PREPARED);
        return connector;
    }

    /** Of several servers, uses the primary. */
    Connector toPrimary() {
        return to("primary");
    }

    /** Of several servers, prefers a standby. */
    Connector toStandby() {
        return to("preferSecondary");
    }

    private Connector to(String type) {
        if (driver.getServerNames().length > 1) {
            driver.setTargetServerType(type);
        }
        return this;
    }

    /** {@code system} means the certificates that the JDK trusts, as in libpq. */
    private void setTls(String name, String value) {
        switch (name) {
            case "sslmode" -> driver.setSslMode(value);
            case "sslcert" -> driver.setSslCert(value);
            case "sslkey" -> driver.setSslKey(value);
            default -> {
                if (value.equals(PostgresSettings.SYSTEM)) {
                    driver.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
                } else {
                    driver.setSslRootCert(value);
                }
            }
        }
    }

    /** The statements that give a role the settings of a session, for a role that connects through a pooler. */
    static List<String> settingsOfRole(String role) {
        return SETTINGS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(setting -> "ALTER ROLE \"" + role.replace("\"", "\"\"") + "\" SET " + setting.getKey() + " = '"
                        + setting.getValue()
                        + "';")
                .toList();
    }

    /**
     * While the condition is true, a failed attempt to connect is repeated at once. The pool itself would pause for up to five seconds, and
     * calls would fail for as long after the server is back.
     */
    void repeatWhile(BooleanSupplier condition) {
        isAwaited = condition;
    }

    /** Why there is no connection; null if the last attempt succeeded. */
    @Nullable
    SQLException failure() {
        return failure;
    }

    @Override
    public Connection getConnection() throws SQLException {
        while (true) {
            try {
                Connection connection = opened();
                failure = null;
                return connection;
            } catch (SQLException e) {
                failure = e;
                if (!isAwaited.getAsBoolean()) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private Connection opened() throws SQLException {
        if (!isLimited) {
            return connected(Duration.ZERO);
        }
        try {
            return checked(connected(SOCKET));
        } catch (SQLException e) {
            if (driver.getOptions() == null || !UNSUPPORTED_PARAMETER.equals(e.getSQLState())) {
                throw e;
            }
            driver.setOptions(null);
            driver.setPrepareThreshold(NEVER_PREPARED);
            return checked(connected(SOCKET));
        }
    }

    /** @param silence the time limit for the silence of the server in this session; zero if there is none */
    private Connection connected(Duration silence) throws SQLException {
        Connection connection = driver.getConnection();
        connection.setNetworkTimeout(Runnable::run, (int) silence.toMillis());
        return connection;
    }

    private Connection checked(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SESSION)) {
            row.next();
            if (row.getBoolean("is_own")) {
                return connection;
            }
            requireSettings(row);
            if (driver.getPrepareThreshold() == NEVER_PREPARED) {
                return connection;
            }
            driver.setPrepareThreshold(NEVER_PREPARED);
            connection.close();
            return connected(SOCKET);
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** These can't be set through a pooler, and without them the catalog would not be what it promises. */
    private static void requireSettings(ResultSet row) throws SQLException {
        if (!row.getString("isolation").equals("read committed")) {
            throw misconfigured("default_transaction_isolation = 'read committed'");
        }
        if (row.getString("synchronous_commit").equals("off")) {
            throw misconfigured("synchronous_commit = on");
        }
    }

    private static SQLException misconfigured(String setting) {
        return new SQLException(
                "behind a connection pooler, the role needs the setting " + setting + " (ALTER ROLE)", MISCONFIGURED);
    }

    @Override
    public void setLoginTimeout(int seconds) {
        driver.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() {
        return driver.getLoginTimeout();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("The role is configured");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) {
        // The driver logs otherwise.
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        throw new SQLFeatureNotSupportedException("The driver logs otherwise");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("This wraps no " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
