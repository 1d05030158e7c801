package dev.darkroom.adapter.telemetry.port;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.testkit.contract.IdempotencyStoreContract;
import dev.darkroom.domain.testkit.memory.InMemoryIdempotencyStore;

class InstrumentedIdempotencyStoreTest implements IdempotencyStoreContract {
    private final InstrumentedIdempotencyStore store = new InstrumentedIdempotencyStore(
            new InMemoryIdempotencyStore(), new PortCalls(new Meters("test"), Tracing.OFF, "idempotency"));

    @Override
    public InstrumentedIdempotencyStore testee() {
        return store;
    }
}
