package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.object.ContentType;

/**
 * How renditions are encoded.
 *
 * @param bytesPerPixel what an encoder holds of each pixel
 */
public record Output(int quality, int bytesPerPixel) {
    public static final Output JPEG = new Output(80, 4);
    static final Output WEBP = new Output(78, 10);
    static final Output AVIF = new Output(55, 12);

    /** @throws IllegalArgumentException when the format is not one for renditions */
    public static Output of(ContentType format) {
        return switch (format) {
            case JPEG -> JPEG;
            case WEBP -> WEBP;
            case AVIF -> AVIF;
            case PNG, GIF, HEIC, HEIF -> throw new IllegalArgumentException("No rendition is made as " + format);
        };
    }
}
