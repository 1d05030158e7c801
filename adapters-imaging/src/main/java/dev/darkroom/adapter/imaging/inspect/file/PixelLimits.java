package dev.darkroom.adapter.imaging.inspect.file;

import java.util.Locale;

/**
 * The maximum size of a picture. It applies to the stored frame as its header declares it, before the orientation is
 * applied.
 *
 * @param maxPixels the maximum of width times height; positive
 * @param maxSide the maximum of width and of height, in pixels; positive
 */
public record PixelLimits(long maxPixels, int maxSide) {
    /** @throws IllegalArgumentException if a limit is not positive */
    public PixelLimits {
        if (maxPixels < 1 || maxSide < 1) {
            throw new IllegalArgumentException("Pixel limits must be positive, not " + maxPixels + " and " + maxSide);
        }
    }

    /**
     * Checks the size of a frame. The sides must be 32-bit numbers at most.
     *
     * @param format the name of the format for the message
     * @throws Refusal.Damaged if the frame is empty or exceeds a limit
     */
    public void check(String format, long width, long height) throws Refusal.Damaged {
        if (width < 1 || height < 1) {
            throw new Refusal.Damaged("The " + format + " declares a picture without pixels.");
        }
        if (width > maxSide || height > maxSide) {
            throw new Refusal.Damaged(String.format(
                    Locale.ROOT,
                    "The %s is %,d × %,d pixels; a side may have at most %,d.",
                    format,
                    width,
                    height,
                    maxSide));
        }
        if (width * height > maxPixels) {
            throw new Refusal.Damaged(String.format(
                    Locale.ROOT,
                    "The %s is %,d × %,d pixels; a picture may have at most %,d in all.",
                    format,
                    width,
                    height,
                    maxPixels));
        }
    }
}
