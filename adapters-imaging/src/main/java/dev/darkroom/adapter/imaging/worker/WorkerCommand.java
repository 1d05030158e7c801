package dev.darkroom.adapter.imaging.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a worker: a small JVM from the same installation, with the same class path. */
public final class WorkerCommand {
    /** The exit code of a JVM with {@code ExitOnOutOfMemoryError}. */
    static final int OUT_OF_MEMORY = 3;

    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            // Crashes are expected: they must be quick and leave no files.
            "-XX:+SuppressFatalErrorMessage",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            // The server ends its workers; signals to the process group are ignored.
            "-Xrs",
            "-Xss512k",
            "-Xms6m",
            // Returns the memory of a large picture to the system.
            "-XX:TrimNativeHeapInterval=2000",
            "-Xlog:disable",
            // Standard output is for answers only, so a worker does not log.
            "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
            "-Dslf4j.internal.verbosity=ERROR",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED");

    private WorkerCommand() {}

    /**
     * Creates the command line.
     *
     * @param memoryBytes the memory for decoded pictures, which ImageIO allocates in the heap
     * @param main the main class and its arguments
     */
    public static List<String> of(long memoryBytes, List<String> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add("-Xmx" + (memoryBytes / 1024 + 64 * 1024) + "k");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(main);
        return command;
    }
}
