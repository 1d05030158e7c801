package dev.darkroom.bootstrap.cli.terminal;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar in the last line of a terminal. A separate thread redraws it. */
final class BarReporter implements Reporter {
    private static final int UPDATE_INTERVAL_MILLIS = 250;

    private final LastLine lastLine;
    private final String task;
    private @Nullable ProgressBar bar;

    BarReporter(PrintStream terminal, String task) {
        this.lastLine = new LastLine(terminal);
        this.task = task;
    }

    @Override
    public void expect(long images) {
        end();
        bar = ProgressBar.builder()
                .setTaskName(task)
                // Without a maximum, the bar shows only the number of steps done.
                .setInitialMax(images > 0 ? images : -1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(UPDATE_INTERVAL_MILLIS)
                .setConsumer(lastLine)
                .showSpeed()
                .build();
    }

    @Override
    public void step() {
        if (bar != null) {
            bar.step();
        }
    }

    @Override
    public void print(PrintStream results, String line) {
        lastLine.printAbove(results, line);
    }

    @Override
    public void end() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    /** The line of the bar. Results replace it, and the next update draws the bar below them. */
    private static final class LastLine extends ConsoleProgressBarConsumer {
        private static final String ERASE_LINE = "\r\033[K";

        private final PrintStream terminal;

        LastLine(PrintStream terminal) {
            super(terminal);
            this.terminal = terminal;
        }

        @Override
        public void accept(String rendered) {
            synchronized (this) {
                super.accept(rendered);
            }
        }

        void printAbove(PrintStream results, String line) {
            synchronized (this) {
                terminal.print(ERASE_LINE);
                terminal.flush();
                results.println(line);
                results.flush();
            }
        }
    }
}
