package dev.darkroom.adapter.postgres.testkit;

import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.domain.testkit.fixture.Machine;
import dev.darkroom.domain.testkit.fixture.Ports;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server in a temporary folder, on a free port of the loopback interface. Tests that only use it share one for a JVM, where each test
 * class uses a database of its own. Tests that kill it start their own.
 */
public final class LocalPostgres implements AutoCloseable {
    public static final String PASSWORD = "p@ss/word +1";

    private static final String USER = "darkroom";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static @Nullable LocalPostgres shared;

    /** Settings of a server that may lose data if the machine fails. */
    private static final Map<String, String> QUICK = Map.of("fsync", "off");

    private final Path folder;
    private final Programs programs;
    private final Map<String, String> settings;
    private final int port = Ports.free();
    private @Nullable Process process;

    private LocalPostgres(Path folder, Programs programs, Map<String, String> settings) {
        this.folder = folder;
        this.programs = programs;
        this.settings = settings;
    }

    /**
     * The server of this JVM, which stops with it. It may lose data if the machine fails. It changes nothing by itself, so events are read as soon as
     * the changes of a test have ended. Skips the test if there is no PostgreSQL.
     */
    public static synchronized LocalPostgres shared() {
        if (shared == null) {
            shared = start(Map.of("autovacuum", "off"));
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /** Starts another server, whose commits are durable as by default. The caller closes it. Skips the test if there is no PostgreSQL. */
    public static LocalPostgres durable() {
        return start(Map.of(), List.of());
    }

    /**
     * Starts another server, which may lose data if the machine fails. The caller closes it. Skips the test if there is no PostgreSQL.
     *
     * @param settings of {@code postgresql.conf}
     */
    public static LocalPostgres start(Map<String, String> settings) {
        return start(withQuick(settings), List.of("--no-sync"));
    }

    private static Map<String, String> withQuick(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(QUICK);
        all.putAll(settings);
        return all;
    }

    private static LocalPostgres start(Map<String, String> settings, List<String> initOptions) {
        try {
            Path folder = Files.createTempDirectory("darkroom-postgres-");
            Programs programs = Programs.find(folder).orElse(null);
            if (programs == null) {
                Files.delete(folder);
                Machine.requireInstalled(false, "Debian's package postgresql is not installed");
                throw new AssertionError("requireInstalled returned");
            }
            LocalPostgres server = new LocalPostgres(folder, programs, settings);
            server.initialize(initOptions);
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts a read-only standby, which replays the changes of this server. The caller closes it.
     *
     * @param settings of {@code postgresql.conf}
     */
    public LocalPostgres startStandby(Map<String, String> settings) {
        try {
            return copied(withQuick(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies a database to another server, where it is new, with {@code pg_dump} and {@code pg_restore}. */
    public void copyDatabase(String database, LocalPostgres to) {
        try {
            String file = to.folder.resolve("dump").toString();
            Programs.run(to.folder, Map.of(),
                    programs.command("pg_dump", List.of("-Fc", "-f", file, "-d", url(database))));
            to.execute("postgres", "CREATE DATABASE " + database);
            Programs.run(to.folder, Map.of(),
                    programs.command("pg_restore", List.of("--exit-on-error", "-d", to.url(database), file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LocalPostgres copied(Map<String, String> settings) throws IOException {
        LocalPostgres standby = new LocalPostgres(newFolder(), programs, settings);
        Programs.run(standby.folder, Map.of("PGPASSWORD", PASSWORD), programs.command("pg_basebackup",
                List.of("-D", standby.data(), "-h", "127.0.0.1", "-p", Integer.toString(port), "-U", USER, "-R", "-X",
                        "stream", "-c", "fast", "--no-sync")));
        standby.restart();
        return standby;
    }

    /** A folder that the programs of PostgreSQL can write. */
    static Path newFolder() throws IOException {
        Path folder = Files.createTempDirectory("darkroom-postgres-");
        Programs.give(folder);
        return folder;
    }

    /** Creates a file that only the programs of PostgreSQL can read. */
    static Path newFile(Path folder, String name, String content) throws IOException {
        Path file = Files.createFile(folder.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
        Programs.give(file);
        return file;
    }

    private void initialize(List<String> initOptions) throws IOException {
        Programs.give(folder);
        Path password = newFile(folder, "password", PASSWORD + "\n");
        List<String> arguments = new ArrayList<>(List.of("-D", data(), "-U", USER, "-A", "scram-sha-256",
                "--pwfile=" + password, "-E", "UTF8", "--locale=C.UTF-8"));
        arguments.addAll(initOptions);
        Programs.run(folder, Map.of(), programs.command("initdb", arguments));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Starts the server after {@link #kill}, at the same port. Returns when it accepts connections. */
    public void restart() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-D", data(), "-p", Integer.toString(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"));
        settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        process = awaitReady(programs.command("postgres", arguments), folder, "ready to accept");
    }

    /** Starts a server, and returns when a line of its log contains the text. */
    static Process awaitReady(List<String> command, Path folder, String text) throws IOException {
        Process started = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        BufferedReader log = started.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = log.readLine();
            if (line == null) {
                throw new IllegalStateException("The server did not start: " + lines);
            }
            lines.add(line);
        } while (!line.contains(text));
        Thread.ofVirtual().start(() -> drain(started.getInputStream()));
        return started;
    }

    private static void drain(InputStream log) {
        try (log) {
            log.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The server stopped.
        }
    }

    /** Ends all processes of the server at once: they write and answer nothing more. The next start recovers from the log. */
    public void kill() throws IOException {
        Programs.run(folder, Map.of(),
                programs.command("pg_ctl", List.of("stop", "-D", data(), "-m", "immediate", "-w")));
    }

    @Override
    public void close() {
        try {
            if (process != null && process.isAlive()) {
                kill();
            }
            remove(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    public int port() {
        return port;
    }

    /** Creates an empty database and returns its URL, with the password. */
    public String newDatabase() {
        return newDatabase("");
    }

    /** @param options of CREATE DATABASE */
    public String newDatabase(String options) {
        String name = "test_" + DATABASES.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name + " " + options);
        return url(name);
    }

    /** Creates a database with the tables and returns its settings. */
    public PostgresSettings migratedDatabase() {
        return PostgresSettings.parse(migratedUrl(), null);
    }

    /** Creates a database with the tables and returns its URL, with the password. */
    public String migratedUrl() {
        String url = newDatabase();
        try (PostgresStorage storage = PostgresStorage.open(PostgresSettings.parse(url, null))) {
            storage.schema().migrate();
        }
        return url;
    }

    /** The URL of a database, with the password. */
    public String url(String database) {
        return url(port, database);
    }

    /** The URL of a database behind another port. */
    public static String url(int port, String database) {
        return "postgresql://" + USER + ":p%40ss%2Fword%20+1@127.0.0.1:" + port + "/" + database;
    }

    /** Runs SQL as a superuser, with a connection of its own. */
    public void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a query as a superuser, with a connection of its own, and returns the first column. */
    public List<String> texts(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, PASSWORD);
    }

    /** Removes all rows, except the version of the schema. */
    public void empty(PostgresSettings settings) {
        execute(settings.database(),
                "TRUNCATE image, image_tag, tally, usage, idempotency, signing_key, event, delivery");
    }
}
