package dev.darkroom.bootstrap.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.cli.terminal.Reporter;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.log.Logging;
import dev.darkroom.bootstrap.wiring.ImagingModule;
import dev.darkroom.bootstrap.wiring.TelemetryModule;
import dev.darkroom.bootstrap.wiring.Wiring;
import dev.darkroom.bootstrap.wiring.storage.StorageModule;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.port.in.operations.CheckImages;
import dev.darkroom.domain.port.in.operations.CheckImages.Finding;
import dev.darkroom.domain.port.in.operations.CheckImages.Report;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = "Read every original, compare it with the catalog, and print missing, damaged and extra objects."
                + " Changes nothing.")
final class CheckCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--json", description = "Print each finding and the final totals as one line of JSON each.")
    private boolean json;

    CheckCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Configuration configuration = context.configuration();
        Logging.start(configuration.log(), context.err());
        try (StorageModule storage =
                StorageModule.openExisting(configuration, context.clock(), Telemetry.off());
                Reporter reporter = Reporter.of(context, "Checking")) {
            CheckImages check = Wiring.of(
                    configuration, storage, ImagingModule.inThisProcess(configuration), context.clock(),
                    TelemetryModule.off())
                    .getInstance(CheckImages.class);
            Report report = check.check(
                    reporter, finding -> reporter.print(context.out(), json ? jsonOf(finding) : sentence(finding)));
            reporter.end();
            context.out().println(json ? jsonOf(report) : sentence(report));
            return report.clean() ? ExitCode.SUCCESS : ExitCode.FAILURE;
        }
    }

    private static String sentence(Finding finding) {
        return switch (finding) {
            case Finding.Missing(Image image) -> "Missing: " + image.originalKey() + ".";
            case Finding.Damaged(Image image, String detail) -> "Damaged: " + image.originalKey() + ". " + detail + ".";
            case Finding.Unreadable(Image image, String detail) -> "Unreadable: " + image.originalKey() + ". " + detail
                    + ".";
            case Finding.Extra(var object) -> "Extra: " + object.key() + ", " + object.sizeBytes() + " bytes.";
        };
    }

    private static String sentence(Report report) {
        return "Intact pictures: %d (%d bytes). Missing: %d. Damaged: %d. Unreadable: %d. Extra objects: %d.".formatted(
                report.whole(),
                report.bytes(),
                report.missing(),
                report.damaged(),
                report.unreadable(),
                report.extra());
    }

    private static String jsonOf(Finding finding) {
        return switch (finding) {
            case Finding.Missing(Image image) -> jsonOf("missing", image.originalKey(), null);
            case Finding.Damaged(Image image, String detail) -> jsonOf("damaged", image.originalKey(), detail);
            case Finding.Unreadable(Image image, String detail) -> jsonOf("unreadable", image.originalKey(), detail);
            case Finding.Extra(var object) -> jsonOf("extra", object.key(), null);
        };
    }

    private static String jsonOf(String finding, ObjectKey key, @Nullable String detail) {
        return newObject().put("finding", finding)
                .put("image_id", key.prefix().imageId().toString())
                .put("key", key.value())
                .put("detail", detail)
                .toString();
    }

    private static String jsonOf(Report report) {
        return newObject().put("whole", report.whole())
                .put("bytes", report.bytes())
                .put("missing", report.missing())
                .put("damaged", report.damaged())
                .put("unreadable", report.unreadable())
                .put("extra", report.extra())
                .toString();
    }

    private static ObjectNode newObject() {
        return JsonNodeFactory.instance.objectNode();
    }
}
