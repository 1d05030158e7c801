package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.object.ContentType;

/**
 * The encoder settings of a format.
 *
 * @param quality 1–100, as libvips and the JPEG encoder understand it
 * @param bytesPerPixel the memory that an encoder uses for each pixel
 */
public record Output(int quality, int bytesPerPixel) {
    public static final Output JPEG = new Output(80, 4);
    static final Output WEBP = new Output(78, 10);
    static final Output AVIF = new Output(55, 12);

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
}
