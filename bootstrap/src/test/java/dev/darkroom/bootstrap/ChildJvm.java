package dev.darkroom.bootstrap;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Another JVM with the classes of the tests. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final BufferedReader err;

    private ChildJvm(Process process) {
        this.process = process;
        this.out = process.inputReader();
        this.err = process.errorReader();
    }

    /** Starts a main class. */
    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return start(Map.of(), main, arguments);
    }

    /** Starts a main class with further environment variables. */
    public static ChildJvm start(Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // What the manifest of darkroom.jar says.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start());
    }

    /** Reads the standard output up to the first line with the text, and gives that line. */
    public String awaitLine(String text) throws IOException {
        while (true) {
            @Nullable
            String line = out.readLine();
            if (line == null) {
                throw new IOException("The process ended without saying " + text + ": " + err.readAllAsString());
            }
            if (line.contains(text)) {
                return line;
            }
        }
    }

    /** Asks the process to end (SIGTERM). */
    public void terminate() {
        // Process.destroy() would close the streams that are read here.
        process.toHandle().destroy();
    }

    /** Ends the process at once (SIGKILL). */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for the end and gives the exit code. */
    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** What the process wrote to its error stream; waits for its end. */
    public String errors() throws IOException {
        return err.readAllAsString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
