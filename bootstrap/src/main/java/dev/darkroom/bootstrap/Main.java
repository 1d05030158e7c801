package dev.darkroom.bootstrap;

import dev.darkroom.bootstrap.cli.Cli;
import dev.darkroom.bootstrap.cli.terminal.Context;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.time.InstantSource;

/** Entry point of {@code darkroom.jar}. Only this class reads the environment, the standard streams and the system clock. */
public final class Main {
    private Main() {}

    /** Runs a command and exits with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (RenderWorkerCommand.isIn(arguments)) {
            // Not System.out: a library may print to it, which would corrupt the responses.
            return RenderWorkerCommand.run(
                    arguments, new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out),
                    System.err);
        }
        try (StopSignals signals = new StopSignals()) {
            return Cli.run(
                    new Context(
                            System.getenv(),
                            System.in,
                            System.out,
                            System.err,
                            StandardError::isTerminal,
                            InstantSource.system(),
                            signals),
                    arguments);
        }
    }
}
