package dev.darkroom.bootstrap;

import dev.darkroom.bootstrap.cli.Cli;
import dev.darkroom.bootstrap.cli.Context;
import java.time.InstantSource;

/** Entry point of {@code darkroom.jar}: the one place that takes the environment, the streams and the time. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        if (RenderWorkerCommand.isIn(arguments)) {
            return RenderWorkerCommand.run(arguments);
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
