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
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    private final Path folder;
    private final Programs programs;
    private final List<String> options;
    private final int port = Ports.free();
    private @Nullable Process process;

    private LocalPostgres(Path folder, Programs programs, List<String> options) {
        this.folder = folder;
        this.programs = programs;
        this.options = options;
    }

    /** The server of this JVM, which stops with it. It may lose data if the machine fails. Skips the test if there is no PostgreSQL. */
    public static synchronized LocalPostgres shared() {
        if (shared == null) {
            shared = start(List.of("-c", "fsync=off"), List.of("--no-sync"));
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
        }
        return shared;
    }

    /** Starts another server, whose commits are durable as by default. The caller closes it. Skips the test if there is no PostgreSQL. */
    public static LocalPostgres durable() {
        return start(List.of(), List.of());
    }

    private static LocalPostgres start(List<String> options, List<String> initOptions) {
        try {
            Path folder = Files.createTempDirectory("darkroom-postgres-");
            Programs programs = Programs.find(folder).orElse(null);
            if (programs == null) {
                Files.delete(folder);
                Machine.requireInstalled(false, "Debian's package postgresql is not installed");
                throw new AssertionError("requireInstalled returned");
            }
            LocalPostgres server = new LocalPostgres(folder, programs, options);
            server.initialize(initOptions);
            server.restart();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void initialize(List<String> initOptions) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
        Programs.give(folder);
        Programs.give(password);
        List<String> arguments = new ArrayList<>(List.of("-D", data(), "-U", USER, "-A", "scram-sha-256",
                "--pwfile=" + password, "-E", "UTF8", "--locale=C"));
        arguments.addAll(initOptions);
        Programs.run(folder, programs.command("initdb", arguments));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** Starts the server after {@link #kill}, at the same port. Returns when it accepts connections. */
    public void restart() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-D", data(), "-p", Integer.toString(port), "-c",
                "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200"));
        arguments.addAll(options);
        Process started = new ProcessBuilder(programs.command("postgres", arguments))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process = started;
        BufferedReader log = started.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = log.readLine();
            if (line == null) {
                throw new IllegalStateException("PostgreSQL did not start: " + lines);
            }
            lines.add(line);
        } while (!line.contains("ready to accept connections"));
        Thread.ofVirtual().start(() -> drain(started.getInputStream()));
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
        Programs.run(folder, programs.command("pg_ctl", List.of("stop", "-D", data(), "-m", "immediate", "-w")));
    }

    @Override
    public void close() {
        try {
            if (process != null && process.isAlive()) {
                kill();
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    private String url(String database) {
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
        execute(settings.database(), "TRUNCATE image, image_tag, usage, idempotency, signing_key");
    }
}
