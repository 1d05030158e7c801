package dev.darkroom.domain.testkit.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.testkit.contract.IdempotencyStoreContract;
import org.junit.jupiter.api.Test;

class InMemoryIdempotencyStoreTest implements IdempotencyStoreContract {
    private final InMemoryIdempotencyStore keys = new InMemoryIdempotencyStore();

    @Override
    public InMemoryIdempotencyStore testee() {
        return keys;
    }

    @Test
    void expiredRecordsAreRemoved() {
        keys.put(null, claim("alice", "a"), NOW);

        keys.removeExpired(EXPIRY);

        assertThat(keys.size()).isZero();
    }
}
