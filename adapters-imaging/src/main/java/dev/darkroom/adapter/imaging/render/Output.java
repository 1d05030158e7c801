package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.rendition.RenditionDefinition;

/**
 * The encoder settings of a format.
 *
 * @param defaultQuality the quality that looks like {@link RenditionDefinition#DEFAULT_QUALITY} of a JPEG, 1–100, as libvips and
 *     the JPEG encoder understand it
 * @param bytesPerPixel the memory that an encoder uses for each pixel
 * @param bestBytesPerPixel the same from {@link #BEST} on
 */
public record Output(int defaultQuality, int bytesPerPixel, int bestBytesPerPixel) {
    /** From this quality on, libvips stores the colours of a JPEG in full size. */
    private static final int BEST = 90;

    static final Output JPEG = new Output(80, 4, 8);
    static final Output WEBP = new Output(78, 10, 10);
    static final Output AVIF = new Output(55, 12, 12);

    /** @throws IllegalArgumentException if renditions are never made in the format */
    public static Output of(ContentType format) {
        return switch (format) {
            case JPEG -> JPEG;
            case WEBP -> WEBP;
            case AVIF -> AVIF;
            case PNG, GIF, HEIC, HEIF ->
                throw new IllegalArgumentException("Renditions are not made in the format " + format);
        };
    }

    /** The memory that an encoder uses for each pixel of a rendition. */
    int bytesPerPixel(RenditionDefinition definition) {
        return quality(definition) < BEST ? bytesPerPixel : bestBytesPerPixel;
    }

    /** The quality for the encoder of this format, 1–100. */
    public int quality(RenditionDefinition definition) {
        long quality =
                Math.round((double) definition.quality() * defaultQuality / RenditionDefinition.DEFAULT_QUALITY);
        return Math.clamp(quality, 1, 100);
    }
}
