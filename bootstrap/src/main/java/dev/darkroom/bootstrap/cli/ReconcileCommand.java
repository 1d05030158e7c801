package dev.darkroom.bootstrap.cli;

import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.log.Logging;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.operations.Reconcile;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "reconcile",
        description = "Finish uploads and deletions that a crash or an outage interrupted, and print what was done. A server"
                + " does this by itself, at its start and every few minutes.")
final class ReconcileCommand implements Callable<Integer> {
    private final Context context;

    @Option(
            names = "--grace",
            paramLabel = "DURATION",
            converter = GraceConverter.class,
            description = "Undo uploads that started longer ago than this, such as PT30M. Default: PT1H; with the catalog in SQLite"
                    + " PT0S, because no other process can be uploading.")
    private @Nullable Duration grace;

    ReconcileCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Configuration configuration = context.configuration();
        Logging.start(configuration.log(), context.err());
        try (StorageModule storage =
                StorageModule.openExisting(configuration, context.clock(), Telemetry.off())) {
            Reconcile.Report report = Wiring.of(
                    configuration, storage, ImagingModule.inThisProcess(configuration), context.clock(),
                    TelemetryModule.off())
                    .getInstance(Reconcile.class)
                    .reconcile(new Reconcile.Command(graceFor(storage)));
            context.out()
                    .printf(
                            "Uploads undone: %d. Deletions finished: %d. Purged from the trash: %d. Failed, to be retried: %d.%n",
                            report.uploadsUndone(),
                            report.deletionsFinished(),
                            report.imagesPurged(),
                            report.failed());
            return report.failed() == 0 ? ExitCode.SUCCESS : ExitCode.FAILURE;
        }
    }

    private Duration graceFor(StorageModule storage) {
        if (grace != null) {
            return grace;
        }
        return storage.isExclusive() ? Duration.ZERO : Application.GRACE;
    }

    /** Parses ISO 8601 durations, see {@link Duration#parse}. */
    private static final class GraceConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                Duration duration = Duration.parse(value);
                if (!duration.isNegative()) {
                    return duration;
                }
            } catch (DateTimeParseException e) {
                // Rejected below, as a negative one is.
            }
            throw new TypeConversionException("\"" + value + "\" is not a duration such as PT30M");
        }
    }
}
