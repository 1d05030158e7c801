package dev.darkroom.adapter.telemetry;

import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.testkit.contract.IdempotencyStoreContract;
import dev.darkroom.domain.testkit.memory.InMemoryIdempotencyStore;

/** Keys that are watched are as good as those that are not. */
class WatchedUploadKeysTest implements IdempotencyStoreContract {
    private final IdempotencyStore keys = Telemetry.start("test", null).uploadKeys(new InMemoryIdempotencyStore());

    @Override
    public IdempotencyStore testee() {
        return keys;
    }
}
