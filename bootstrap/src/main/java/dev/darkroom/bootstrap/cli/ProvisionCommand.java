package dev.darkroom.bootstrap.cli;

import dev.darkroom.adapter.aws.DynamoDbStorage;
import dev.darkroom.adapter.aws.S3Storage;
import dev.darkroom.adapter.aws.provisioning.OptionalSetting;
import dev.darkroom.adapter.aws.provisioning.Provisioning;
import dev.darkroom.adapter.aws.provisioning.Provisioning.Outcome;
import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.schema.Schema;
import dev.darkroom.bootstrap.cli.terminal.Context;
import dev.darkroom.bootstrap.cli.terminal.ExitCode;
import dev.darkroom.bootstrap.configuration.BlobConfig;
import dev.darkroom.bootstrap.configuration.CatalogConfig;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.log.Logging;
import dev.darkroom.domain.model.StorageException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

@Command(
        name = "provision",
        description = "Create the bucket and the table, or change them to the settings that Darkroom needs, and print each"
                + " step with its name in parentheses. Settings that the endpoint does not support are left out. After each"
                + " change of the bucket, an object is written and removed; a change after which this fails is reverted."
                + " Create or upgrade the tables in PostgreSQL. You can run it again at any time. Filesystem and SQLite need no"
                + " provisioning.")
final class ProvisionCommand implements Callable<Integer> {
    /** An example. */
    private static final String SERVER_ROLE = "darkroom_server";

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

    @Option(
            names = "--skip",
            paramLabel = "NAME",
            converter = SettingConverter.class,
            completionCandidates = SettingNames.class,
            description = "Leave this setting out. Repeat the option for more. Names: ${COMPLETION-CANDIDATES}.")
    private Set<OptionalSetting> skipped = EnumSet.noneOf(OptionalSetting.class);

    /** The names of settings that failed. */
    private final List<String> failed = new ArrayList<>();
    private boolean stopped;

    ProvisionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Configuration configuration = context.configuration();
        Logging.start(configuration.log(), context.err());
        // One storage that fails does not stop the other.
        stopAtFailure(() -> provisionBlobs(configuration));
        stopAtFailure(() -> provisionCatalog(configuration));
        if (!failed.isEmpty()) {
            context.err()
                    .println(
                            "Not all settings were applied. Remove the cause and repeat the command, or leave them out: "
                                    + failed.stream().map(name -> "--skip " + name).collect(Collectors.joining(" ")));
        }
        return stopped || !failed.isEmpty() ? ExitCode.FAILURE : ExitCode.SUCCESS;
    }

    private void stopAtFailure(Runnable provision) {
        try {
            provision.run();
        } catch (StorageException e) {
            context.err().println(e.getMessage());
            stopped = true;
        }
    }

    private void provisionBlobs(Configuration configuration) {
        switch (configuration.blobs()) {
            case BlobConfig.Filesystem _ -> context.out().println("Blobs in the filesystem need no provisioning.");
            case BlobConfig.S3(var settings) -> {
                try (S3Storage storage = S3Storage.open(settings, context.clock())) {
                    provision(storage.provisioning(),
                            corsOrigins.isEmpty() ? configuration.edge().corsOrigins() : corsOrigins);
                }
            }
        }
    }

    private void provisionCatalog(Configuration configuration) {
        switch (configuration.catalog()) {
            case CatalogConfig.Sqlite _ -> context.out().println("The catalog in SQLite needs no provisioning.");
            case CatalogConfig.DynamoDb(var settings) -> {
                try (DynamoDbStorage storage = DynamoDbStorage.open(settings, context.clock(), false)) {
                    provision(storage.provisioning(), Set.of());
                }
            }
            case CatalogConfig.Postgres(var settings, _) -> migrate(settings);
        }
    }

    private void provision(Provisioning provisioning, Set<String> origins) {
        if (dryRun) {
            provisioning.dryRun(origins, skipped, this::print);
        } else {
            provisioning.provision(origins, skipped, this::print);
        }
    }

    private void migrate(PostgresSettings settings) {
        try (PostgresStorage storage = PostgresStorage.open(settings)) {
            Schema.Migration migration = dryRun ? storage.schema().dryRun() : storage.schema().migrate();
            Outcome outcome = migration.from() == migration.to()
                    ? new Outcome.AsWanted()
                    : migration.from() == 0 ? new Outcome.Made() : new Outcome.Changed();
            context.out().println("Tables in the database " + settings.description() + ": " + words(outcome) + ".");
            context.out().println("If servers log in with another role than \"" + settings.user()
                    + "\", grant it these rights, which are all that they need:");
            Schema.grants(SERVER_ROLE).forEach(grant -> context.out().println("    " + grant));
            context.out().println("If servers connect through PgBouncer, give their role these settings too:");
            PostgresStorage.settingsOfRole(SERVER_ROLE).forEach(each -> context.out().println("    " + each));
        }
    }

    private void print(Provisioning.Step step) {
        String option = step.option().map(name -> " (" + name + ")").orElse("");
        context.out().println(step.setting() + option + ": " + words(step.outcome()) + ".");
        if (step.outcome() instanceof Outcome.Failed) {
            step.option().ifPresent(name -> failed.add(name.toString()));
        }
    }

    private String words(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Made() -> dryRun ? "would be created" : "created";
            case Outcome.Changed() -> dryRun ? "would be changed" : "changed";
            case Outcome.AsWanted() -> "up to date";
            case Outcome.NotSupported(String answer) -> "not supported by this endpoint: " + answer;
            case Outcome.Left(String why) -> "left unchanged: " + why;
            case Outcome.Skipped() -> "left out";
            case Outcome.Reverted(String answer) ->
                "reverted, because objects could not be written with it: " + answer;
            case Outcome.Failed(String answer) -> "failed: " + answer;
        };
    }

    /** The names for {@code --help}. */
    private static final class SettingNames implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return OptionalSetting.names().iterator();
        }
    }

    private static final class SettingConverter implements ITypeConverter<OptionalSetting> {
        @Override
        public OptionalSetting convert(String value) {
            return OptionalSetting.named(value)
                    .orElseThrow(() -> new TypeConversionException(
                            "\"" + value + "\" is not one of " + String.join(", ", OptionalSetting.names())));
        }
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
