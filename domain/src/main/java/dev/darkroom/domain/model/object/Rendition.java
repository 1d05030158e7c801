package dev.darkroom.domain.model.object;

import dev.darkroom.domain.model.ImageId;

/**
 * A smaller copy of a picture in a format for the web: upright, in sRGB, without metadata.
 *
 * @param format one of {@link ContentType#JPEG}, {@link ContentType#WEBP}, {@link ContentType#AVIF}
 */
public record Rendition(RenditionName name, ContentType format) {
    /** @throws IllegalArgumentException when the format is not one for renditions */
    public Rendition {
        switch (format) {
            case JPEG, WEBP, AVIF -> {}
            case PNG, GIF, HEIC, HEIF ->
                throw new IllegalArgumentException("No rendition is made as " + format.mediaType());
        }
    }

    /** Where this rendition of an image is stored. */
    public ObjectKey key(ImageId id) {
        return new ObjectKey(new ObjectPrefix(id), name.text() + "." + format.extension());
    }
}
