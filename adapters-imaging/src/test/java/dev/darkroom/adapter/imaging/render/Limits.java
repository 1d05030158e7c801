package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.PixelLimits;
import java.time.Duration;

/** Limits that the pictures of tests keep to. */
final class Limits {
    static final PixelLimits PIXELS = new PixelLimits(110_000_000, 65_535);
    static final RenderLimits AMPLE = new RenderLimits(PIXELS, Duration.ofMinutes(1), 256L * 1024 * 1024);

    private Limits() {}
}
