package dev.darkroom.adapter.imaging.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Reads the memory of a process from {@code /proc/PID/status} on Linux (proc(5)). */
final class ProcessStatus {
    /** The file of this process. */
    static final Path SELF = Path.of("/proc/self/status");

    private ProcessStatus() {}

    /** The file of another process. */
    static Path of(long pid) {
        return Path.of("/proc/" + pid + "/status");
    }

    /** Reads a value; empty if the process has ended, and on other systems. */
    static OptionalLong bytes(Path status, String name) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(name + ":")) {
                    return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) * 1024);
                }
            }
        } catch (IOException e) {
            // There is no such process, or no /proc.
        }
        return OptionalLong.empty();
    }
}
