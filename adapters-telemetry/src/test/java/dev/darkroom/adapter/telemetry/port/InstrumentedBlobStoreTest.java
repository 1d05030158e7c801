package dev.darkroom.adapter.telemetry.port;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.testkit.contract.BlobStoreContract;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import dev.darkroom.domain.testkit.memory.InMemoryBlobStore;

class InstrumentedBlobStoreTest implements BlobStoreContract {
    private final InstrumentedBlobStore store = new InstrumentedBlobStore(
            new InMemoryBlobStore(new MovableClock()), new PortCalls(new Meters("test"), Tracing.OFF, "store"));

    @Override
    public InstrumentedBlobStore testee() {
        return store;
    }
}
