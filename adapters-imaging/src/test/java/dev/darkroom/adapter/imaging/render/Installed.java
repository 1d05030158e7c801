package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.Renderers;
import dev.darkroom.adapter.imaging.render.imageio.ImageIoCodec;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.testkit.fixture.Machine;

/** Opens the renderers of this machine. */
public final class Installed {
    private Installed() {}

    /** Opens libvips. Skips the test if it is not installed, or fails it on CI. */
    public static ImageRenderer vips(RenderLimits limits) {
        ImageRenderer renderer = Renderers.inThisProcess(limits, null);
        Machine.requireInstalled(
                renderer.name().startsWith("libvips"), "libvips 8.13 or newer (Debian: libvips42) is not installed");
        return renderer;
    }

    /** Opens ImageIO, even if libvips is installed. */
    public static ImageRenderer imageIo(RenderLimits limits) {
        return new LimitedRenderer(new ImageIoCodec(new Watchdog(limits.deadline())), limits);
    }
}
