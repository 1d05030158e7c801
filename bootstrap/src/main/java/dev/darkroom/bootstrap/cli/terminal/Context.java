package dev.darkroom.bootstrap.cli.terminal;

import dev.darkroom.bootstrap.configuration.Configuration;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * What a command works with.
 *
 * @param environment the environment variables
 * @param in for what is given to a command
 * @param out for what was asked for, and for the log of a server
 * @param err for what went wrong, and for the log of every other command
 * @param terminal tells whether {@code err} is shown to somebody, line by line
 * @param stop ends a server
 */
public record Context(
        Map<String, String> environment, InputStream in, PrintStream out, PrintStream err, BooleanSupplier terminal,
        InstantSource clock, StopRequest stop) {
    /** How a server is asked to stop. */
    public interface StopRequest {
        /** Heeds requests from now on; before, they end the process. */
        default void listen() {}

        /** Waits until a stop is asked for, or returns at once when it was asked for since {@link #listen()}. */
        void await() throws InterruptedException;
    }

    public Configuration configuration() {
        return Configuration.from(environment);
    }
}
