package dev.darkroom.adapter.postgres.testkit;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database with tables for one test class, which are empty before each test. */
public final class TestDatabase implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
    private @Nullable PostgresSettings settings;
    private @Nullable Database database;

    @Override
    public void beforeAll(ExtensionContext context) {
        settings = LocalPostgres.shared().migratedDatabase();
        database = new Database(settings);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        LocalPostgres.shared().empty(settings());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (database != null) {
            database.close();
        }
    }

    public PostgresSettings settings() {
        return Objects.requireNonNull(settings);
    }

    /** The pool of this test class, which this closes. */
    public Database database() {
        return Objects.requireNonNull(database);
    }
}
