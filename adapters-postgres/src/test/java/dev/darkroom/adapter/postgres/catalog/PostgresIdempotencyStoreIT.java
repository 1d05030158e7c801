package dev.darkroom.adapter.postgres.catalog;

import dev.darkroom.adapter.postgres.testkit.TestDatabase;
import dev.darkroom.domain.testkit.contract.IdempotencyStoreContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresIdempotencyStoreIT implements IdempotencyStoreContract {
    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    private final PostgresIdempotencyStore testee = new PostgresIdempotencyStore(DATABASE.database());

    @Override
    public PostgresIdempotencyStore testee() {
        return testee;
    }

    @Override
    public PostgresIdempotencyStore another() {
        return new PostgresIdempotencyStore(DATABASE.another());
    }
}
