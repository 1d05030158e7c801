package dev.darkroom.bootstrap.suite;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Main;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Darkroom in a separate process, from the class path of the tests. */
public final class ServerProcess implements DirectUploadSteps, AutoCloseable {
    private static final String ADDRESS = "address=";
    private static final List<String> OPTIONS = List.of("-Xmx256m");

    private final ChildJvm jvm;
    private final URI address;

    private ServerProcess(ChildJvm jvm, URI address) {
        this.jvm = jvm;
        this.address = address;
    }

    /** The command line of a server. */
    public static List<String> command() {
        return ChildJvm.command(OPTIONS, Main.class);
    }

    /** Starts a server on a free port, and returns when it has logged its address. */
    public static ServerProcess start(Map<String, String> environment) throws Exception {
        return start(command(), environment);
    }

    /** Starts a server with another command line. */
    public static ServerProcess start(List<String> command, Map<String, String> environment) throws Exception {
        Map<String, String> withPort = new HashMap<>(environment);
        withPort.put("PORT", "0");
        ChildJvm jvm = ChildJvm.start(command, withPort);
        try {
            String line = jvm.awaitLine(ADDRESS);
            String address = line.substring(line.indexOf(ADDRESS) + ADDRESS.length()).split(" ", 2)[0];
            return new ServerProcess(jvm, URI.create(address));
        } catch (IOException e) {
            jvm.close();
            throw e;
        }
    }

    /** Runs a command of Darkroom and returns its exit code. */
    public static int run(Map<String, String> environment, String... arguments) throws Exception {
        try (ChildJvm jvm = ChildJvm.start(ChildJvm.command(OPTIONS, Main.class, arguments), environment)) {
            return jvm.exitCode();
        }
    }

    @Override
    public URI address() {
        return address;
    }

    @Override
    public Set<String> objectKeys() {
        throw new IllegalStateException("Use the store itself");
    }

    public long pid() {
        return jvm.pid();
    }

    public List<String> output() {
        return jvm.output();
    }

    /** Kills the process (SIGKILL), so that it flushes and closes nothing. Returns when it has ended. */
    public void kill() throws InterruptedException {
        jvm.kill();
    }

    /** Stops the process (SIGTERM), waits for its end, and returns its exit code. */
    public int stop() throws InterruptedException {
        jvm.terminate();
        return jvm.exitCode();
    }

    @Override
    public void close() {
        jvm.close();
    }
}
