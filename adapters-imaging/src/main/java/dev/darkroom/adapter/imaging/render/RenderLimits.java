package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import java.time.Duration;

/**
 * The limits of one renderer.
 *
 * @param pixels the maximum size of an original
 * @param deadline the maximum time of a call after it has reserved its memory, and the maximum time to wait for memory;
 *     positive
 * @param memoryBytes the memory for decoded pictures of all concurrent calls; a picture that needs more is refused. At
 *     least 1 MiB
 */
public record RenderLimits(PixelLimits pixels, Duration deadline, long memoryBytes) {
    /** @throws IllegalArgumentException if the deadline is not positive or the memory less than 1 MiB */
    public RenderLimits {
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("The deadline must be positive, not " + deadline);
        }
        if (memoryBytes < 1024 * 1024) {
            throw new IllegalArgumentException("Rendering needs at least 1 MiB, not " + memoryBytes + " bytes");
        }
    }
}
