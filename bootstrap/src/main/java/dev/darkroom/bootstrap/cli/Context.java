package dev.darkroom.bootstrap.cli;

import dev.darkroom.bootstrap.configuration.Configuration;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command works with.
 *
 * @param environment the environment variables
 * @param out for what was asked for, and for the log of a server
 * @param err for what went wrong, and for the log of every other command
 * @param stop returns when the server shall stop
 */
public record Context(
        Map<String, String> environment, PrintStream out, PrintStream err, InstantSource clock, StopRequest stop) {
    /** Waits until a stop is asked for. */
    public interface StopRequest {
        void await() throws InterruptedException;
    }

    Configuration configuration() {
        return Configuration.from(environment);
    }
}
