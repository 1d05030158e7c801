package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import java.time.Duration;

/** Limits that the pictures of tests do not exceed. */
public final class Limits {
    static final PixelLimits PIXELS = new PixelLimits(110_000_000, 65_535);
    public static final RenderLimits AMPLE = new RenderLimits(PIXELS, Duration.ofMinutes(1), 256L * 1024 * 1024);

    private Limits() {}
}
