package dev.darkroom.adapter.telemetry.port;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.testkit.contract.ImageCatalogContract;
import dev.darkroom.domain.testkit.memory.InMemoryImageCatalog;

class InstrumentedImageCatalogTest implements ImageCatalogContract {
    private final InstrumentedImageCatalog catalog = new InstrumentedImageCatalog(
            new InMemoryImageCatalog(), new PortCalls(new Meters("test"), Tracing.OFF, "catalog"));

    @Override
    public InstrumentedImageCatalog testee() {
        return catalog;
    }
}
