package dev.darkroom.bootstrap.cli;

import dev.darkroom.bootstrap.cli.terminal.Context;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;

/** How a command ended; a server is asked to stop as soon as it serves. */
record Ended(int exitCode, String out, String err) {
    static Ended after(Map<String, String> environment, InstantSource clock, String... arguments) {
        return after(environment, false, clock, arguments);
    }

    /** @param terminal whether somebody looks at the error stream */
    static Ended after(
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
        return new Ended(exitCode, text(out), text(err));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
