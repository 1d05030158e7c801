package dev.darkroom.bootstrap.cli.terminal;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;

/** Prints a line every few seconds, for logs and pipes. */
final class LineReporter implements Reporter {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Context context;
    private final String task;
    private Instant last;
    private long expected;
    private long done;

    LineReporter(Context context, String task) {
        this.context = context;
        this.task = task;
        this.last = context.clock().instant();
    }

    @Override
    public void expect(long images) {
        expected = images;
    }

    @Override
    public void step() {
        done++;
        Instant now = context.clock().instant();
        if (!now.isBefore(last.plus(INTERVAL))) {
            last = now;
            context.err().println(task + ": " + done + (expected > 0 ? " of " + expected : "") + " pictures.");
        }
    }

    @Override
    public void print(PrintStream results, String line) {
        results.println(line);
    }

    @Override
    public void end() {
        // Each line was printed in full.
    }
}
