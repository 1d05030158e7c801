package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import java.time.Duration;

/**
 * What one renderer may take.
 *
 * @param pixels how large an original may be
 * @param deadline for one call, once it has got its memory; it waits as long for that, at most. Positive.
 * @param memoryBytes what all calls at once may hold decoded; a picture that alone needs more is refused. At least 1 MiB.
 */
public record RenderLimits(PixelLimits pixels, Duration deadline, long memoryBytes) {
    /** @throws IllegalArgumentException when the deadline is not positive or the memory less than 1 MiB */
    public RenderLimits {
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("A deadline is positive, not " + deadline);
        }
        if (memoryBytes < 1024 * 1024) {
            throw new IllegalArgumentException("Rendering takes at least 1 MiB, not " + memoryBytes + " bytes");
        }
    }
}
