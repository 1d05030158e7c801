package dev.darkroom.adapter.telemetry;

import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.testkit.contract.BlobStoreContract;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;

/** A store that is watched is as good as one that is not. */
class WatchedBlobStoreTest implements BlobStoreContract {
    private final BlobStore store = Telemetry.start("test", null).store(new InMemoryBlobStore(new MovableClock()));

    @Override
    public BlobStore testee() {
        return store;
    }
}
