package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.aws.client.AwsSettings;
import java.nio.file.Path;

/** Where pictures and their metadata are kept. */
public sealed interface StorageConfig {
    /** Where that is, for people. */
    String description();

    /** In a folder of this machine, absolute. */
    record Local(Path dataFolder) implements StorageConfig {
        @Override
        public String description() {
            return "the folder " + dataFolder;
        }
    }

    /** In S3 and DynamoDB. */
    record Aws(AwsSettings settings) implements StorageConfig {
        @Override
        public String description() {
            return "the bucket " + settings.bucket() + " and the table " + settings.table();
        }
    }
}
