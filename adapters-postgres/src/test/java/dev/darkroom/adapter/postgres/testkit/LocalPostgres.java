package dev.darkroom.adapter.postgres.testkit;

import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.domain.testkit.fixture.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server in a temporary folder, on a free port of the loopback interface. All tests of a JVM share one; each test class uses a
 * database of its own. It is stopped when the JVM ends.
 */
public final class LocalPostgres {
    public static final String PASSWORD = "p@ss/word +1";

    private static final String USER = "darkroom";
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static @Nullable LocalPostgres shared;

    private final Path programs;
    private final Path folder;
    private final int port;

    private LocalPostgres(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** The server of this JVM. Skips the test if PostgreSQL is not installed. */
    public static synchronized LocalPostgres shared() {
        if (shared == null) {
            Path programs = programs();
            Machine.requireInstalled(programs != null, "Debian's package postgresql is not installed");
            shared = start(Objects.requireNonNull(programs));
        }
        return shared;
    }

    /** The programs of the newest version; null if none is installed. */
    private static @Nullable Path programs() {
        if (!Files.isDirectory(VERSIONS)) {
            return null;
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder())
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** PostgreSQL refuses to run as root: then its programs run as the user of the Debian package. */
    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static List<String> command(Path program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
        }
        command.add(program.toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private static LocalPostgres start(Path programs) {
        try {
            Path folder = Files.createTempDirectory("darkroom-postgres-");
            Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
            if (isRoot()) {
                UserPrincipal user = folder.getFileSystem().getUserPrincipalLookupService()
                        .lookupPrincipalByName("postgres");
                Files.setOwner(folder, user);
                Files.setOwner(password, user);
            }
            Path data = folder.resolve("data");
            run(folder, command(programs.resolve("initdb"), "-D", data.toString(), "-U", USER, "-A", "scram-sha-256",
                    "--pwfile=" + password, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
            LocalPostgres server = new LocalPostgres(programs, folder, freePort());
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
            server.startServer();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void startServer() throws IOException {
        Process process = new ProcessBuilder(command(programs.resolve("postgres"), "-D",
                folder.resolve("data").toString(),
                "-p", Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
                "-c", "fsync=off", "-c", "max_connections=200"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = log.readLine();
            if (line == null) {
                throw new IllegalStateException("PostgreSQL did not start: " + lines);
            }
            lines.add(line);
        } while (!line.contains("ready to accept connections"));
        Thread.ofVirtual().start(() -> drain(process.getInputStream()));
    }

    private static void drain(InputStream log) {
        try (log) {
            log.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The server stopped.
        }
    }

    private static void run(Path folder, List<String> command) {
        try {
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void stop() {
        run(folder, command(programs.resolve("pg_ctl"), "stop", "-D", folder.resolve("data").toString(), "-m",
                "immediate", "-w"));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        try (Connection connection = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes all rows, except the version of the schema. */
    public void empty(PostgresSettings settings) {
        execute(settings.database(), "TRUNCATE image, image_tag, usage, idempotency, signing_key");
    }
}
