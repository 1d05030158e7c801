package dev.darkroom.bootstrap.cli;

import dev.darkroom.bootstrap.cli.terminal.Context;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/** The result of a command. A server is stopped as soon as it serves. */
record CommandResult(int exitCode, String out, String err) {
    static CommandResult of(Map<String, String> environment, InstantSource clock, String... arguments) {
        return of(environment, false, clock, arguments);
    }

    /** @param terminal whether the error stream is a terminal */
    static CommandResult of(
            Map<String, String> environment, boolean terminal, InstantSource clock, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode;
        try (PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
                PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            exitCode = Cli.run(
                    new Context(
                            environment,
                            InputStream.nullInputStream(),
                            outStream,
                            errStream,
                            () -> terminal,
                            clock,
                            () -> {}),
                    arguments);
        }
        return new CommandResult(exitCode, text(out), text(err));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
