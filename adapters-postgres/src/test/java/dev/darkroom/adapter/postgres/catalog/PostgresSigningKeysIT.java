package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.testkit.TestDatabase;
import dev.darkroom.domain.testkit.contract.SigningKeysContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresSigningKeysIT implements SigningKeysContract {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Override
    public PostgresSigningKeys testee() {
        return new PostgresSigningKeys(DATABASE.database());
    }
}
