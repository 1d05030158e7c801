package dev.darkroom.adapter.imaging.inspect.file;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;

/**
 * What to know of a file before its pixels are decoded, from its structure alone.
 *
 * @param stored the size of the picture as its decoder gives it
 * @param orientation what is to be done with it to show it, 1–8 as in Exif; always 1 for WebP, which browsers don't turn,
 *     and for HEIF, which decoders turn
 * @param frameBytes what a decoder must hold before it can give the first row of pixels; 0 when rows come one by one
 */
public record Decoding(ContentType type, Dimensions stored, int orientation, long frameBytes) {
    /** For a format without an orientation whose decoders hold so many bytes of each pixel. */
    public static Decoding whole(ContentType type, Dimensions stored, int bytesPerPixel) {
        return new Decoding(type, stored, 1, stored.pixels() * bytesPerPixel);
    }

    /** The size of the picture as displayed. */
    public Dimensions displayed() {
        // A turn by a quarter is its own opposite here.
        return asStored(stored);
    }

    /** A size as displayed, turned as the picture is stored. */
    public Dimensions asStored(Dimensions displayed) {
        return swapsSides() ? new Dimensions(displayed.height(), displayed.width()) : displayed;
    }

    /** Whether the picture is stored lying on its side. */
    public boolean swapsSides() {
        return orientation >= 5;
    }
}
