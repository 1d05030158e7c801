package dev.darkroom.bootstrap.cli;

import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.log.Logging;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.events.DeliverEvents;
import dev.darkroom.domain.port.in.events.ManageDeliveries;
import dev.darkroom.domain.port.in.events.ManageDeliveries.Progress;
import dev.darkroom.domain.port.in.events.ManageDeliveries.Waiting;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        description = "Show which events wait to be sent to the receivers of DARKROOM_WEBHOOK_URL, and why. With the catalog in"
                + " SQLite, the server must be stopped.")
final class EventsCommand implements Callable<Integer> {
    private final Context context;

    @ArgGroup
    private @Nullable Change change;

    /** What to do with the waiting events. Each field is an option. */
    static final class Change {
        @Option(names = "--retry", required = true,
                description = "Let the server send the waiting events now, also to receivers that wanted no more.")
        private boolean retry;

        @Option(names = "--drop", required = true,
                description = "Forget all events that were not delivered yet.")
        private boolean drop;
    }

    EventsCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Configuration configuration = context.configuration();
        if (configuration.webhooks().receivers().isEmpty()) {
            throw new BadConfigurationException("DARKROOM_WEBHOOK_URL is not set, so no events are sent.");
        }
        Logging.start(configuration.log(), context.err());
        try (StorageModule storage = StorageModule.openExisting(configuration, context.clock(), Telemetry.off())) {
            ManageDeliveries deliveries = Wiring.of(
                    configuration, storage, ImagingModule.inThisProcess(configuration), context.clock(),
                    TelemetryModule.off())
                    .getInstance(ManageDeliveries.class);
            run(deliveries, context.out());
            return ExitCode.SUCCESS;
        }
    }

    private void run(ManageDeliveries deliveries, PrintStream out) {
        if (change == null) {
            deliveries.list().forEach(progress -> show(progress, out));
        } else if (change.retry) {
            out.printf("Events to be sent now: %d.%n", deliveries.retry());
        } else if (change.drop) {
            out.printf("Events dropped: %d.%n", deliveries.drop());
        }
    }

    private static void show(Progress progress, PrintStream out) {
        out.printf("%s: %s. Waiting: %d%s. Dropped: %d.%n", progress.receiver(),
                progress.state().name().toLowerCase(Locale.ROOT), progress.waiting().size(),
                progress.waiting().size() < DeliverEvents.MAX_WAITING ? "" : " (no more can)", progress.dropped());
        progress.waiting().forEach(waiting -> show(waiting, out));
    }

    private static void show(Waiting waiting, PrintStream out) {
        if (waiting.attempts() == 0) {
            out.printf("  %s  image %s  waits for its turn%n", seconds(waiting.at()), waiting.image());
        } else {
            out.printf("  %s  image %s  attempts %d, next %s: %s%n", seconds(waiting.at()), waiting.image(),
                    waiting.attempts(), seconds(waiting.next()), waiting.reason());
        }
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
