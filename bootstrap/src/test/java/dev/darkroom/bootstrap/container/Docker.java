package dev.darkroom.bootstrap.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Docker's command line. */
final class Docker {
    private static final int TIMEOUT_SECONDS = 120;

    private Docker() {}

    /** What a command printed on both streams. */
    record Result(int exitCode, String output) {}

    static Result run(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        // The output has ended, so the process ends at once.
        return new Result(process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join().exitValue(), output);
    }

    /** Returns what a command printed, without white space around it. The command must succeed. */
    static String output(String... arguments) throws IOException {
        Result result = run(List.of(arguments));
        assertThat(result.exitCode()).as(String.join(" ", arguments) + ": " + result.output()).isZero();
        return result.output().strip();
    }
}
