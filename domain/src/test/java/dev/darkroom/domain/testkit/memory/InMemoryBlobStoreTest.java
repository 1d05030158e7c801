package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.testkit.contract.BlobStoreContract;
import dev.darkroom.domain.testkit.fixture.MovableClock;

public class InMemoryBlobStoreTest implements BlobStoreContract {
    private final BlobStore store = new InMemoryBlobStore(new MovableClock());

    @Override
    public BlobStore testee() {
        return store;
    }
}
