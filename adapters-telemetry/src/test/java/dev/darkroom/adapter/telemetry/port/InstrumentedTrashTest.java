package dev.darkroom.adapter.telemetry.port;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.testkit.contract.TrashContract;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;

class InstrumentedTrashTest implements TrashContract {
    private final InMemoryImageCatalog catalog = new InMemoryImageCatalog();
    private final InstrumentedTrash trash =
            new InstrumentedTrash(catalog, new PortCalls(new Meters("test"), Tracing.OFF, "catalog"));

    @Override
    public InstrumentedTrash testee() {
        return trash;
    }

    @Override
    public InMemoryImageCatalog catalog() {
        return catalog;
    }
}
