package dev.darkroom.adapter.postgres.testkit;

import dev.darkroom.domain.testkit.fixture.Machine;
import dev.darkroom.domain.testkit.fixture.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** PgBouncer in transaction mode, with two connections to each database of a server. */
public final class PgBouncer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    private final Path folder;
    private final int port;
    private final Process process;

    private PgBouncer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /**
     * Skips the test if PgBouncer is not installed.
     *
     * @param settings lines of its configuration
     */
    public static PgBouncer start(LocalPostgres server, String settings) throws IOException {
        Machine.requireInstalled(Files.isExecutable(PROGRAM), "Debian's package pgbouncer is not installed");
        Path folder = LocalPostgres.newFolder();
        int port = Ports.free();
        Path users = LocalPostgres.newFile(folder, "users", "\"darkroom\" \"" + LocalPostgres.PASSWORD + "\"\n");
        Path configuration = LocalPostgres.newFile(folder, "pgbouncer.ini", """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 2
                %s
                """.formatted(server.port(), port, users, settings));
        Process process = LocalPostgres.awaitReady(
                Programs.unprivileged(PROGRAM, List.of(configuration.toString())), folder, "process up");
        return new PgBouncer(folder, port, process);
    }

    /** The URL of a database, with the password. */
    public String url(String database) {
        return LocalPostgres.url(port, database);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        LocalPostgres.remove(folder);
    }
}
