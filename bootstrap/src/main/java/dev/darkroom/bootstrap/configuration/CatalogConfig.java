package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import java.nio.file.Path;

/** Where the catalog, the idempotency keys and the signing keys are stored. */
public sealed interface CatalogConfig {
    /** A description for logs, without secrets. */
    String description();

    /**
     * An SQLite file on this machine.
     *
     * @param dataFolder absolute
     */
    record Sqlite(Path dataFolder) implements CatalogConfig {
        @Override
        public String description() {
            return "the folder " + dataFolder;
        }
    }

    /** A DynamoDB table. */
    record DynamoDb(DynamoDbSettings settings) implements CatalogConfig {
        @Override
        public String description() {
            return "the table " + settings.table();
        }
    }
}
