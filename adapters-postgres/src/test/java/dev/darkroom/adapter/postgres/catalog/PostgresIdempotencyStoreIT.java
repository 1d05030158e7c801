package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.domain.testkit.contract.IdempotencyStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresIdempotencyStoreIT implements IdempotencyStoreContract {
    private static PostgresSettings settings;
    private static Database database;

    @BeforeAll
    static void open() {
        settings = LocalPostgres.shared().migratedDatabase();
        database = new Database(settings);
    }

    @BeforeEach
    void empty() {
        LocalPostgres.shared().empty(settings);
    }

    @AfterAll
    static void close() {
        if (database != null) {
            database.close();
        }
    }

    @Override
    public PostgresIdempotencyStore testee() {
        return new PostgresIdempotencyStore(database);
    }
}
