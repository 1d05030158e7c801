package dev.darkroom.bootstrap.cli.terminal;

import dev.darkroom.domain.port.in.operations.Progress;
import java.io.PrintStream;

/**
 * Shows the progress of a long command on the error stream, and prints results without mixing them with the progress. Not
 * thread-safe.
 */
public interface Reporter extends Progress, AutoCloseable {
    /**
     * Creates a progress bar for a terminal, otherwise a reporter that prints a line every few seconds.
     *
     * @param task name of the task, such as {@code Checking}
     */
    static Reporter of(Context context, String task) {
        return context.terminal().getAsBoolean() ? new BarReporter(context.err(), task)
                : new LineReporter(context, task);
    }

    /** Prints one line of results. */
    void print(PrintStream results, String line);

    /** Stops showing progress, so that the summary is printed below it. Can be called repeatedly. */
    void end();

    /** Stops showing progress, also if the command fails. */
    @Override
    default void close() {
        end();
    }
}
