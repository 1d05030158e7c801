package dev.darkroom.bootstrap.cli.archive;

import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.cli.terminal.Reporter;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.log.Logging;
import dev.darkroom.bootstrap.wiring.ArchiveModule;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.operations.ExportImages;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        description = "Copy all pictures and their catalog entries into a folder or a tar archive. Run it again to continue"
                + " an interrupted export into a folder.")
public final class ExportCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(
            paramLabel = Archives.LABEL,
            description = "A folder; a tar file, if the name ends in .tar; or -, a tar on standard output.")
    private String archive = "";

    public ExportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Configuration configuration = context.configuration();
        Logging.start(configuration.log(), context.err());
        PrintStream results = archive.equals(Archives.STREAMS) ? context.err() : context.out();
        try (StorageModule storage =
                StorageModule.openExisting(configuration, context.clock(), Telemetry.off());
                Reporter reporter = Reporter.of(context, "Exporting")) {
            ExportImages export = Wiring.of(
                    configuration, storage, ImagingModule.inThisProcess(configuration), context.clock(),
                    TelemetryModule.off())
                    .createChildInjector(new ArchiveModule(
                            Archives.named(archive, context, configuration, storage.spoolFolder()),
                            storage.spoolFolder(), context.clock()))
                    .getInstance(ExportImages.class);
            ExportImages.Report report = export.export(
                    reporter,
                    failure -> reporter.print(
                            results, "Not exported: image " + failure.image().id() + ". " + failure.detail() + "."));
            reporter.end();
            results.printf(
                    "Pictures exported: %d (%d bytes). Of these already in the archive: %d. Not exported: %d.%n",
                    report.copied() + report.held(),
                    report.bytes(),
                    report.held(),
                    report.failed());
            return report.failed() == 0 ? ExitCode.SUCCESS : ExitCode.FAILURE;
        }
    }
}
