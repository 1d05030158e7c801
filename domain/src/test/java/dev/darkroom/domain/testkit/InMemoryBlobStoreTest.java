package dev.darkroom.domain.testkit;

import dev.darkroom.domain.port.out.BlobStore;

class InMemoryBlobStoreTest implements BlobStoreContract {
    private final BlobStore store = new InMemoryBlobStore(new MovableClock());

    @Override
    public BlobStore testee() {
        return store;
    }
}
