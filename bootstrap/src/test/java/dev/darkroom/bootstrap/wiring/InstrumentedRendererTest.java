package dev.darkroom.bootstrap.wiring;

import dev.darkroom.adapter.imaging.render.Installed;
import dev.darkroom.adapter.imaging.render.Limits;
import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.adapter.telemetry.port.InstrumentedRenderer;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.testkit.contract.ImageRendererContract;
import dev.darkroom.domain.testkit.fixture.FullTier;

/** The renderer of {@code adapters-imaging} behind the decorator of {@code adapters-telemetry}. */
@FullTier
class InstrumentedRendererTest implements ImageRendererContract {
    private final InstrumentedRenderer renderer = new InstrumentedRenderer(
            Installed.imageIo(Limits.AMPLE), new PortCalls(new Meters("test"), Tracing.OFF, "render"));

    @Override
    public InstrumentedRenderer testee() {
        return renderer;
    }
}
