package dev.darkroom.bootstrap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Another JVM with the classes of the tests. Its output is read continuously, so that it never blocks on a full pipe. */
public final class ChildJvm implements AutoCloseable {
    private static final int TIMEOUT_SECONDS = 60;
    private static final String END = "\0";

    private final Process process;
    private final List<String> output = Collections.synchronizedList(new ArrayList<>());
    private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
    /** Lines of standard output that no test has read yet, then {@link #END}. */
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> ended;

    private ChildJvm(Process process) {
        this.process = process;
        CompletableFuture<Void> outEnded = reading(process.inputReader(), line -> {
            output.add(line);
            unread.add(line);
        }).thenRun(() -> unread.add(END));
        CompletableFuture<Void> errEnded = reading(process.errorReader(), line -> {
            output.add(line);
            errors.add(line);
        });
        this.ended = CompletableFuture.allOf(outEnded, errEnded);
    }

    private static CompletableFuture<Void> reading(BufferedReader reader, Consumer<String> lines) {
        return CompletableFuture.runAsync(() -> {
            try (reader) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.accept(line);
                }
            } catch (IOException e) {
                lines.accept(e.toString());
            }
        }, Thread::startVirtualThread);
    }

    /** The command line that runs a main class, with options of the JVM, from the class path of the tests. */
    public static List<String> command(List<String> options, Class<?> main, String... arguments) {
        return command(System.getProperty("java.class.path"), options, main, arguments);
    }

    /** The command line that runs a main class, with options of the JVM, from another class path. */
    public static List<String> command(String classPath, List<String> options, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // As in the manifest of darkroom.jar.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts a main class. */
    public static ChildJvm start(Class<?> main, String... arguments) throws IOException {
        return start(Map.of(), main, arguments);
    }

    /** Starts a main class with additional environment variables. */
    public static ChildJvm start(Map<String, String> environment, Class<?> main, String... arguments)
            throws IOException {
        return start(command(List.of(), main, arguments), environment);
    }

    /** Starts a {@link #command}, or a wrapper of one, with additional environment variables. */
    public static ChildJvm start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return new ChildJvm(builder.start());
    }

    /** Waits for the next line of standard output that contains the text, and returns it. */
    public String awaitLine(String text) throws IOException, InterruptedException {
        while (true) {
            @Nullable
            String line = unread.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new IOException("The process " + (line == null ? "runs" : "ended") + " without printing " + text
                        + ": " + String.join("\n", output()));
            }
            if (line.contains(text)) {
                return line;
            }
        }
    }

    /** Requests the process to stop (SIGTERM). */
    public void terminate() {
        // Process.destroy() would close the streams that are read here.
        process.toHandle().destroy();
    }

    /** Kills the process (SIGKILL), so that it flushes and closes nothing. Returns when it has ended. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    /** Waits for the end of the process and returns its exit code. */
    public int exitCode() throws InterruptedException {
        return process.waitFor();
    }

    /** The standard input of the process. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    public long pid() {
        return process.pid();
    }

    /** The CPU time that the process has used so far, or zero if the operating system does not report it. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Completes when the process has ended and all its output is read. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** All lines so far. */
    public List<String> output() {
        synchronized (output) {
            return List.copyOf(output);
        }
    }

    /** The error stream of the process. Waits for its end. */
    public String errors() {
        ended.join();
        return String.join("\n", errors);
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
    }
}
