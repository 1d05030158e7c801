package dev.darkroom.adapter.imaging.inspect.file;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;

/**
 * What a decoder needs to know about a file before it decodes the pixels. It is read from the structure of the file.
 *
 * @param stored the size of the picture as its decoder returns it
 * @param orientation how to turn and mirror the decoded picture, 1–8 as in Exif; always 1 for WebP, which browsers
 *     don't turn, and for AVIF and HEIF, which decoders turn
 * @param frameBytes the memory that a decoder needs before it returns the first row of pixels; 0 if rows are decoded
 *     one by one
 */
public record Decoding(ContentType type, Dimensions stored, int orientation, long frameBytes) {
    /** For a format without orientation whose decoders hold the whole picture. */
    public static Decoding whole(ContentType type, Dimensions stored, int bytesPerPixel) {
        return new Decoding(type, stored, 1, stored.pixels() * bytesPerPixel);
    }

    /** The size of the picture as displayed. */
    public Dimensions displayed() {
        // To swap width and height twice changes nothing.
        return asStored(stored);
    }

    /** Converts a size as displayed to the size as stored. */
    public Dimensions asStored(Dimensions displayed) {
        return swapsSides() ? new Dimensions(displayed.height(), displayed.width()) : displayed;
    }

    /** Whether the stored picture is displayed turned by 90° or 270°. */
    public boolean swapsSides() {
        return orientation >= 5;
    }
}
