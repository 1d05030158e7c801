package dev.darkroom.bootstrap.cli.terminal;

import dev.darkroom.bootstrap.configuration.Configuration;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The environment of a command.
 *
 * @param environment the environment variables
 * @param in input of a command
 * @param out for results, and for the log of a server
 * @param err for errors and progress, and for the log of every other command
 * @param terminal whether {@code err} is a terminal
 * @param stop requests to stop a server
 */
public record Context(
        Map<String, String> environment, InputStream in, PrintStream out, PrintStream err, BooleanSupplier terminal,
        InstantSource clock, StopRequest stop) {
    /** Requests to stop a server. */
    public interface StopRequest {
        /**
         * Starts to handle requests to stop. Before this call, they end the process.
         *
         * @param timeout the time after a request to stop after which the process ends immediately
         */
        default void listen(Duration timeout) {}

        /** Waits for a request to stop. Returns immediately if there was one since {@link #listen}. */
        void await() throws InterruptedException;
    }

    public Configuration configuration() {
        return Configuration.from(environment);
    }
}
