package dev.darkroom.bootstrap.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.cli.Cli;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/** Commands of the current version. */
final class Commands {
    private Commands() {}

    /** Runs a command, which must succeed, and returns what it prints. */
    static String run(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            int exitCode = Cli.run(
                    new Context(
                            environment, InputStream.nullInputStream(), outStream, errStream, () -> false,
                            InstantSource.system(), () -> {}),
                    arguments);
            assertThat(exitCode).as(out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8))
                    .isEqualTo(ExitCode.SUCCESS);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
