package dev.darkroom.domain.testkit.memory;

import dev.darkroom.domain.testkit.contract.BlobStoreContract;
import dev.darkroom.domain.testkit.fixture.MovableClock;

public class InMemoryBlobStoreTest implements BlobStoreContract {
    private final InMemoryBlobStore store = new InMemoryBlobStore(new MovableClock());

    @Override
    public InMemoryBlobStore testee() {
        return store;
    }
}
