package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.adapter.postgres.testkit.PgBouncer;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.testkit.contract.EventLogContract;
import dev.darkroom.domain.testkit.contract.ImageCatalogContract;
import dev.darkroom.domain.testkit.contract.TrashContract;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalog through PgBouncer in transaction mode, with its default configuration. */
@FullTier
class PgBouncerIT implements ImageCatalogContract {
    private static PgBouncer bouncer;
    private static PostgresSettings direct;
    private static Database database;

    @BeforeAll
    static void start() throws IOException {
        direct = PostgresSettings.parse(LocalPostgres.shared().newDatabase(), null);
        bouncer = PgBouncer.start(LocalPostgres.shared(), "");
        try (PostgresStorage storage = PostgresStorage.open(settings(bouncer))) {
            storage.schema().migrate();
        }
        database = new Database(settings(bouncer));
    }

    @AfterAll
    static void stop() throws IOException {
        if (database != null) {
            database.close();
        }
        if (bouncer != null) {
            bouncer.close();
        }
    }

    @BeforeEach
    void empty() {
        LocalPostgres.shared().empty(direct);
    }

    private static PostgresSettings settings(PgBouncer through) {
        return PostgresSettings.parse(through.url(direct.database()), null);
    }

    @Override
    public PostgresImageCatalog testee() {
        return new PostgresImageCatalog(database, true);
    }

    @Nested
    class Events implements EventLogContract {
        @Override
        public PostgresEventLog testee() {
            return new PostgresEventLog(database, true);
        }

        @Override
        public PostgresImageCatalog catalog() {
            return PgBouncerIT.this.testee();
        }

        @Override
        public PostgresTrash trash() {
            return new PostgresTrash(database, true);
        }
    }

    @Nested
    class TheTrash implements TrashContract {
        @Override
        public PostgresTrash testee() {
            return new PostgresTrash(database, true);
        }

        @Override
        public PostgresImageCatalog catalog() {
            return PgBouncerIT.this.testee();
        }
    }

    private static void execute(String sql) {
        LocalPostgres.shared().execute(direct.database(), sql);
    }

    private static String setting(Database any, String name) {
        return any.statement(session -> session.row("SHOW " + name, row -> row.getString(1)).orElseThrow());
    }

    @Test
    void poolerThatIgnoresTheSettingsIsUsedToo() throws IOException {
        try (PgBouncer other =
                PgBouncer.start(LocalPostgres.shared(), "ignore_startup_parameters = options,extra_float_digits");
                Database ignored = new Database(settings(other))) {
            assertThat(setting(ignored, "statement_timeout")).isEqualTo("0");
            assertThat(new PostgresImageCatalog(ignored, true).unfinished(LATER, 1)).isEmpty();
        }
    }

    @Test
    void roleIsGivenTheLimits() {
        execute("CREATE ROLE pooled LOGIN");
        PostgresStorage.settingsOfRole("pooled").forEach(PgBouncerIT::execute);

        List<String> settings = database.statement(session -> session.rows(
                "SELECT unnest(rolconfig) FROM pg_roles WHERE rolname = 'pooled'", row -> row.getString(1)));
        assertThat(settings)
                .containsExactlyInAnyOrder("statement_timeout=8000ms", "lock_timeout=4000ms",
                        "idle_in_transaction_session_timeout=10000ms", "default_transaction_isolation=read committed");
    }

    /** It can't be changed there: the setting of a session would be the one of another client's transactions. */
    @ParameterizedTest
    @ValueSource(strings = {"synchronous_commit = off", "default_transaction_isolation = 'serializable'"})
    void roleWhoseCommitsAreNotAsPromisedIsRefused(String setting) throws IOException {
        execute("ALTER DATABASE " + direct.database() + " SET " + setting);
        try (PgBouncer other = PgBouncer.start(LocalPostgres.shared(), "");
                Database refused = new Database(settings(other))) {
            assertThatThrownBy(() -> setting(refused, "synchronous_commit"))
                    .isInstanceOf(StorageException.Unavailable.class)
                    .hasMessageContaining(setting.substring(0, setting.indexOf(' ')))
                    .hasMessageContaining("ALTER ROLE");
        } finally {
            execute("ALTER DATABASE " + direct.database() + " RESET " + setting.substring(0, setting.indexOf(' ')));
        }
    }
}
