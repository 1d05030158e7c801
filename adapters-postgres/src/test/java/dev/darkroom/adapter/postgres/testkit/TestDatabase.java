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
    private @Nullable Database another;

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
        for (Database each : new @Nullable Database[]{database, another}) {
            if (each != null) {
                each.close();
            }
        }
    }

    public PostgresSettings settings() {
        return Objects.requireNonNull(settings);
    }

    /** The pool of this test class, which this closes. */
    public Database database() {
        return Objects.requireNonNull(database);
    }

    /** Another pool on the same database, as another process would have it, which this closes too. */
    public Database another() {
        if (another == null) {
            another = new Database(settings());
        }
        return another;
    }
}
