package dev.darkroom.bootstrap.cli;

import dev.darkroom.adapter.aws.DynamoDbStorage;
import dev.darkroom.adapter.aws.S3Storage;
import dev.darkroom.adapter.aws.provisioning.Provisioning;
import dev.darkroom.adapter.aws.provisioning.Provisioning.Outcome;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.BlobConfig;
import dev.darkroom.bootstrap.configuration.CatalogConfig;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.log.Logging;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "provision",
        description = "Create the bucket and the table, or change them to the settings that Darkroom needs, and print each"
                + " step. You can run it again at any time. Filesystem and SQLite need no provisioning.")
final class ProvisionCommand implements Callable<Integer> {
    private final Context context;

    @Option(names = "--dry-run", description = "Print the changes without making them.")
    private boolean dryRun;

    @Option(
            names = "--cors-origin",
            paramLabel = "ORIGIN",
            converter = OriginConverter.class,
            description = "Allow pages of this origin, such as https://example.org, to upload directly to the bucket. Repeat the"
                    + " option for more origins. Default: DARKROOM_CORS_ORIGINS. Without either, the bucket's CORS"
                    + " configuration is not changed.")
    private Set<String> corsOrigins = new LinkedHashSet<>();

    ProvisionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Configuration configuration = context.configuration();
        Logging.start(configuration.log(), context.err());
        switch (configuration.blobs()) {
            case BlobConfig.Filesystem _ -> context.out().println("Blobs in the filesystem need no provisioning.");
            case BlobConfig.S3(var settings) -> {
                try (S3Storage storage = S3Storage.open(settings, context.clock())) {
                    provision(storage.provisioning(),
                            corsOrigins.isEmpty() ? configuration.edge().corsOrigins() : corsOrigins);
                }
            }
        }
        switch (configuration.catalog()) {
            case CatalogConfig.Sqlite _ -> context.out().println("The catalog in SQLite needs no provisioning.");
            case CatalogConfig.DynamoDb(var settings) -> {
                try (DynamoDbStorage storage = DynamoDbStorage.open(settings, context.clock())) {
                    provision(storage.provisioning(), Set.of());
                }
            }
        }
        return ExitCode.SUCCESS;
    }

    private void provision(Provisioning provisioning, Set<String> origins) {
        if (dryRun) {
            provisioning.dryRun(origins, this::print);
        } else {
            provisioning.provision(origins, this::print);
        }
    }

    private void print(Provisioning.Step step) {
        context.out().println(step.setting() + ": " + words(step.outcome()) + ".");
    }

    private String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Made() -> dryRun ? "would be created" : "created";
            case Outcome.Changed() -> dryRun ? "would be changed" : "changed";
            case Outcome.AsWanted() -> "up to date";
            case Outcome.NotSupported() -> "not supported by this endpoint";
            case Outcome.Left(String why) -> "left unchanged: " + why;
        };
    }

    /** An origin in the form that browsers send: scheme, host, and port unless it is the default (RFC 6454, section 6.2). */
    private static final class OriginConverter implements ITypeConverter<String> {
        private static final Pattern ORIGIN = Pattern.compile("https?://[a-z0-9.-]+(:[0-9]{1,5})?");

        @Override
        public String convert(String value) {
            if (!ORIGIN.matcher(value).matches()) {
                throw new TypeConversionException("\"" + value + "\" is not an origin such as https://example.org");
            }
            return value;
        }
    }
}
