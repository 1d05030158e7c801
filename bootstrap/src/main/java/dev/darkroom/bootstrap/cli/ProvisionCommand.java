package dev.darkroom.bootstrap.cli;

import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.Provisioning;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.configuration.StorageConfig;
import dev.darkroom.bootstrap.log.Logging;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "provision",
        description = "Make the bucket and the table when they are missing. The local storage needs nothing made.")
final class ProvisionCommand implements Callable<Integer> {
    private final Context context;

    ProvisionCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Configuration configuration = context.configuration();
        Logging.start(configuration.log(), context.err());
        switch (configuration.storage()) {
            case StorageConfig.Local _ -> context.out().println("The local storage needs nothing made.");
            case StorageConfig.Aws aws -> provision(aws);
        }
        return ExitCode.DONE;
    }

    private void provision(StorageConfig.Aws aws) {
        try (AwsStorage storage = AwsStorage.open(aws.settings(), context.clock())) {
            Provisioning.Report report = storage.provisioning().provision();
            context.out().println("Bucket " + aws.settings().bucket() + ": " + words(report.bucket()) + ".");
            context.out().println("Table " + aws.settings().table() + ": " + words(report.table()) + ".");
        }
    }

    private static String words(Provisioning.Outcome outcome) {
        return switch (outcome) {
            case CREATED -> "made";
            case EXISTED -> "there already";
        };
    }
}
