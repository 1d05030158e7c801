package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.port.out.ImageRenderer;
import org.junit.jupiter.api.Assumptions;

/** The libvips of this machine. */
final class Installed {
    private Installed() {}

    /** Skips a test, with a line that says so, where there is none. */
    static ImageRenderer vips(RenderLimits limits) {
        ImageRenderer renderer = Renderers.open(limits, null);
        Assumptions.assumeTrue(renderer instanceof VipsRenderer, "libvips 8.13 or newer is not installed");
        return renderer;
    }
}
