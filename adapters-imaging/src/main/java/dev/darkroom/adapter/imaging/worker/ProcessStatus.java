package dev.darkroom.adapter.imaging.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The memory of a process as Linux tells it in {@code /proc/PID/status} (proc(5)). */
final class ProcessStatus {
    /** Of this process. */
    static final Path SELF = Path.of("/proc/self/status");

    private ProcessStatus() {}

    /** Of another process. */
    static Path of(long pid) {
        return Path.of("/proc/" + pid + "/status");
    }

    /** One of its values; empty when the process is gone, and on other systems. */
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
