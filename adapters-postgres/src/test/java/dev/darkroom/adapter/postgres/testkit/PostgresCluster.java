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
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A primary and its synchronous standby, on two ports of the loopback interface. A commit returns when both have written it. The methods do what
 * a cluster manager does: they fence the old primary, promote the standby, and add the old primary again as the standby. Commits are durable as by
 * default. Not thread-safe.
 */
public final class PostgresCluster implements AutoCloseable {
    private static final String USER = "darkroom";
    private static final String PASSWORD = "secret";
    private static final String DATABASE = "pictures";
    /** The name of the standby and of its replication slot. */
    private static final String STANDBY = "standby";
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final Path programs;
    private final Path folder;
    /** In the order of the URL. */
    private final List<Node> nodes;
    private Node primary;
    private Node standby;

    private record Node(Path data, int port) {}

    private PostgresCluster(Path programs, Path folder) {
        this.programs = programs;
        this.folder = folder;
        this.primary = new Node(folder.resolve("one"), Ports.free());
        this.standby = new Node(folder.resolve("other"), Ports.free());
        this.nodes = List.of(primary, standby);
    }

    /** Starts both servers with an empty database that has the tables. Skips the test if PostgreSQL is not installed. */
    public static PostgresCluster start() {
        Path programs = programs();
        if (programs == null) {
            Machine.requireInstalled(false, "Debian's package postgresql is not installed");
            throw new AssertionError("The test is skipped or fails");
        }
        PostgresCluster cluster = new PostgresCluster(programs, newFolder());
        try {
            cluster.initialize();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** The programs of the newest version; null if none is installed. */
    private static @Nullable Path programs() {
        if (!Files.isDirectory(VERSIONS)) {
            return null;
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("pg_basebackup")))
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

    private static Path newFolder() {
        try {
            return ofPostgres(Files.createTempDirectory("darkroom-cluster-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path ofPostgres(Path file) throws IOException {
        return isRoot()
                ? Files.setOwner(
                        file,
                        file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postgres"))
                : file;
    }

    private void initialize() {
        try {
            Path password = ofPostgres(Files.writeString(folder.resolve("password"), PASSWORD));
            run("initdb", "-D", primary.data().toString(), "-U", USER, "-A", "scram-sha-256", "--pwfile=" + password,
                    "-E", "UTF8", "--locale=C");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startServer(primary);
        execute("postgres", "CREATE DATABASE " + DATABASE);
        try (PostgresStorage storage = PostgresStorage.open(PostgresSettings.parse(url(), null))) {
            storage.schema().migrate();
        }
        addStandby();
    }

    private ProcessBuilder builder(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", PASSWORD);
        return builder;
    }

    private void run(String program, String... arguments) {
        try {
            Process process = builder(program, arguments).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(program + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void startServer(Node node) {
        try {
            Process process = builder("postgres", "-D", node.data().toString(), "-p", Integer.toString(node.port()),
                    "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=").start();
            BufferedReader log = process.inputReader(StandardCharsets.UTF_8);
            List<String> lines = new ArrayList<>();
            String line;
            do {
                line = log.readLine();
                if (line == null) {
                    throw new IllegalStateException("PostgreSQL did not start: " + lines);
                }
                lines.add(line);
            } while (!line.contains("ready to accept"));
            Thread.ofVirtual().start(() -> drain(process.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drain(InputStream log) {
        try (log) {
            log.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The server stopped.
        }
    }

    /** The URL of the database, with both servers and the password. */
    public String url() {
        return "postgresql://%s:%s@127.0.0.1:%d,127.0.0.1:%d/%s".formatted(USER, PASSWORD, nodes.getFirst().port(),
                nodes.getLast().port(), DATABASE);
    }

    /** Ends all processes of the primary at once: they write and answer nothing more. */
    public void killPrimary() {
        stop(primary);
    }

    private void stop(Node node) {
        run("pg_ctl", "stop", "-D", node.data().toString(), "-m", "immediate", "-w");
    }

    /**
     * Makes the standby the primary, after {@link #killPrimary}. Returns when it accepts changes. Its commits do not wait for another server until
     * there is one again.
     */
    public void promoteStandby() {
        run("pg_ctl", "promote", "-D", standby.data().toString(), "-w");
        Node old = primary;
        primary = standby;
        standby = old;
    }

    /** Copies the primary to the server that is down, and starts it as the standby. Returns when commits wait for it. */
    public void addStandby() {
        delete(standby.data());
        run("pg_basebackup", "-D", standby.data().toString(), "-d",
                "host=127.0.0.1 port=%d user=%s application_name=%s".formatted(primary.port(), USER, STANDBY),
                "--checkpoint=fast", "--wal-method=stream", "--write-recovery-conf", "--create-slot",
                "--slot=" + STANDBY);
        try {
            // The copy has the setting of the primary.
            Files.writeString(standby.data().resolve("postgresql.auto.conf"), "synchronous_standby_names = ''\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startServer(standby);
        execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = '" + STANDBY + "'");
        execute("postgres", "SELECT pg_reload_conf()");
        awaitTrue("SELECT EXISTS (SELECT FROM pg_stat_replication WHERE sync_state = 'sync')");
        // It has everything that was committed before commits waited for it.
        String position = text("SELECT pg_current_wal_lsn()");
        awaitTrue("SELECT EXISTS (SELECT FROM pg_stat_replication WHERE flush_lsn >= '" + position + "')");
    }

    private void awaitTrue(String query) {
        Awaitility.await().atMost(TIMEOUT).until(() -> text(query).equals("t"));
    }

    private void execute(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private String text(String query) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + primary.port() + "/" + database, USER,
                PASSWORD);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops both servers and removes their files. */
    @Override
    public void close() {
        for (Node node : nodes) {
            if (Files.exists(node.data().resolve("postmaster.pid"))) {
                stop(node);
            }
        }
        delete(folder);
    }
}
