package dev.darkroom.bootstrap.cli.archive;

import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.cli.terminal.Reporter;
import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.log.Logging;
import dev.darkroom.bootstrap.wiring.ArchiveModule;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.port.in.operations.ImportImages;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = "Store the pictures of an export with their original ids and times. You can repeat it: it does not change"
                + " pictures that exist.")
public final class ImportCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = Archives.LABEL, description = "A folder; a tar file; or -, a tar on standard input.")
    private String archive = "";

    public ImportCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Configuration configuration = context.configuration();
        configuration.localFolder().filter(path -> !Files.isDirectory(path)).ifPresent(path -> {
            throw new BadConfigurationException(
                    "DARKROOM_DATA_DIR is \"" + path + "\", but that folder does not exist; to import into a new"
                            + " collection, create it.");
        });
        Logging.start(configuration.log(), context.err());
        try (StorageModule storage =
                StorageModule.open(configuration, context.clock(), Telemetry.off());
                Reporter reporter = Reporter.of(context, "Importing")) {
            ImportImages importImages =
                    Wiring.of(
                            configuration, storage, ImagingModule.inThisProcess(configuration), context.clock(),
                            TelemetryModule.off())
                            .createChildInjector(new ArchiveModule(
                                    Archives.named(archive, context, configuration, storage.spoolFolder()),
                                    storage.spoolFolder(), context.clock()))
                            .getInstance(ImportImages.class);
            ImportImages.Report report = importImages.importAll(
                    reporter,
                    failure -> reporter.print(context.out(), "Not imported: " + failure + "."));
            reporter.end();
            context.out()
                    .printf(
                            "Pictures imported: %d (%d bytes). Of these with metadata removed: %d."
                                    + " Already stored: %d. Of these with a missing original restored: %d."
                                    + " Not imported: %d.%n",
                            report.stored(),
                            report.bytes(),
                            report.sanitized(),
                            report.present(),
                            report.restored(),
                            report.failed());
            return report.failed() == 0 ? ExitCode.SUCCESS : ExitCode.FAILURE;
        }
    }
}
