package dev.darkroom.adapter.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.postgres.client.Database;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.FaultyWire;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.adapter.postgres.testkit.TestDatabase;
import dev.darkroom.domain.port.out.events.DeliveryStore.Stored;
import dev.darkroom.domain.testkit.contract.DeliveryStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresDeliveryStoreIT implements DeliveryStoreContract {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final PostgresDeliveryStore testee = new PostgresDeliveryStore(DATABASE.database());

    @Override
    public PostgresDeliveryStore testee() {
        return testee;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void replacementThatIsNotAnsweredIsRecognized(long revision) {
        if (revision > 0) {
            testee().replace(ALICE, 0, "before");
        }
        try (FaultyWire wire = FaultyWire.to(LocalPostgres.shared().port());
                Database database = new Database(PostgresSettings.parse(
                        LocalPostgres.url(wire.port(), DATABASE.settings().database()), null))) {
            PostgresDeliveryStore other = new PostgresDeliveryStore(database);
            wire.loseNextCommit();
            // The wire recognizes a commit by this text.
            assertThat(other.replace(ALICE, revision, "COMMIT")).isTrue();

            assertThat(wire.hasLostCommit()).isTrue();
            assertThat(other.replace(ALICE, revision, "again")).isFalse();
        }
        assertThat(testee().find(ALICE)).contains(new Stored(revision + 1, "COMMIT"));
    }
}
