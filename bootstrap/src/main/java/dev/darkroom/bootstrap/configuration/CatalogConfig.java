package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.aws.client.DynamoDbSettings;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the catalog, the idempotency keys and the signing keys are stored. */
public sealed interface CatalogConfig {
    /** A description for logs, without secrets. */
    String description();

    /** The folder of this machine that it needs, absolute; empty if it needs none. */
    Optional<Path> localFolder();

    /**
     * An SQLite file on this machine.
     *
     * @param dataFolder absolute
     */
    record Sqlite(Path dataFolder) implements CatalogConfig {
        @Override
        public Optional<Path> localFolder() {
            return Optional.of(dataFolder);
        }

        @Override
        public String description() {
            return "the folder " + dataFolder;
        }
    }

    /** A DynamoDB table. */
    record DynamoDb(DynamoDbSettings settings) implements CatalogConfig {
        @Override
        public Optional<Path> localFolder() {
            return Optional.empty();
        }

        @Override
        public String description() {
            return "the table " + settings.table();
        }
    }

    /**
     * A PostgreSQL database.
     *
     * @param replica a standby from which lists are read; null if there is none
     */
    record Postgres(PostgresSettings settings, @Nullable PostgresSettings replica) implements CatalogConfig {
        @Override
        public Optional<Path> localFolder() {
            return Optional.empty();
        }

        @Override
        public String description() {
            return "the database " + settings.description()
                    + (replica == null ? "" : ", lists from " + replica.description());
        }
    }
}
