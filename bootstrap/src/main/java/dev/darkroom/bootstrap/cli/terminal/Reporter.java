package dev.darkroom.bootstrap.cli.terminal;

import dev.darkroom.domain.port.in.operations.Progress;
import java.io.PrintStream;

/**
 * Shows on the error stream how far a long command is, and prints its results in between without spoiling either. One
 * thread uses it.
 */
public interface Reporter extends Progress, AutoCloseable {
    /**
     * A bar on a terminal, elsewhere a line every few seconds.
     *
     * @param task what is done, such as {@code Checking}
     */
    static Reporter of(Context context, String task) {
        return context.terminal().getAsBoolean() ? new BarReporter(context.err(), task)
                : new LineReporter(context, task);
    }

    /** Prints a line of the results. */
    void print(PrintStream results, String line);

    /** Ends what is shown; the numbers at the end come below it. Repeatable. */
    void end();

    /** Ends it also when the command fails. */
    @Override
    default void close() {
        end();
    }
}
