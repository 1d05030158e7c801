package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.port.out.ImageRenderer;
import dev.darkroom.domain.testkit.ImageRendererContract;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Runs where libvips is installed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VipsRendererTest implements ImageRendererContract {
    private static ImageRenderer renderer = Renderers.open(Limits.AMPLE, null);

    @BeforeAll
    static void skipWithoutLibvips() {
        renderer = Installed.vips(Limits.AMPLE);
    }

    @Override
    public ImageRenderer testee() {
        return renderer;
    }
}
