package dev.darkroom.adapter.imaging.inspect.file;

import java.util.Locale;

/**
 * How large a picture may be, by what its header declares for the stored frame, before its orientation is applied.
 *
 * @param maxPixels width times height at most; positive
 * @param maxSide pixels a side at most; positive
 */
public record PixelLimits(long maxPixels, int maxSide) {
    /** @throws IllegalArgumentException when a limit is not positive */
    public PixelLimits {
        if (maxPixels < 1 || maxSide < 1) {
            throw new IllegalArgumentException("Pixel limits are positive, not " + maxPixels + " and " + maxSide);
        }
    }

    /**
     * Checks a frame, whose sides are at most 32-bit numbers.
     *
     * @param format the name of the format for the client
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
