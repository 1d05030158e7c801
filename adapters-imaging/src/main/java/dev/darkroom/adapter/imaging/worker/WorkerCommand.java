package dev.darkroom.adapter.imaging.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a worker: a small JVM of the same installation, with the same class path. */
public final class WorkerCommand {
    /** The exit code of a JVM with {@code ExitOnOutOfMemoryError}. */
    static final int OUT_OF_MEMORY = 3;

    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            // A crash is expected: it is to be quick and to leave nothing.
            "-XX:+SuppressFatalErrorMessage",
            "-XX:-UsePerfData",
            "-XX:+DisableAttachMechanism",
            // The server decides when a worker ends, not a signal to the whole group.
            "-Xrs",
            "-Xss512k",
            "-Xms6m",
            // What a large picture took goes back.
            "-XX:TrimNativeHeapInterval=2000",
            "-Xlog:disable",
            // Standard output carries the answers, and a worker reports nothing else.
            "-Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider",
            "-Dslf4j.internal.verbosity=ERROR",
            "-Djava.awt.headless=true",
            "--enable-native-access=ALL-UNNAMED");

    private WorkerCommand() {}

    /**
     * Makes one.
     *
     * @param memoryBytes for decoded pictures, which are in the heap with Java's own decoders
     * @param main the class that is started, and its arguments
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
