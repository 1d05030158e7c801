package dev.darkroom.domain.port.out.imaging;

import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Rendition;
import java.util.Optional;

/**
 * Decodes pictures and makes renditions and placeholders. Thread-safe: a call works on the caller's thread, and callers limit
 * the number of concurrent calls. Time and memory of a call are limited for any bytes, and it returns one of its results.
 *
 * <p>"Upright" means as browsers show the original: a JPEG turned by its Exif, a PNG by Exif in front of its pixels,
 * AVIF and HEIF by their own properties, and a WebP never, whatever its Exif says.
 */
public interface ImageRenderer {
    /**
     * The name and version of the decoder, for the operator, such as {@code libvips 8.14.1}; {@code opening} while they are
     * not known. Never blocks.
     */
    String name();

    /** Whether it can make renditions in the format of originals of the type. */
    boolean renders(ContentType original, ContentType format);

    /**
     * Makes a rendition: the first frame, upright, in sRGB, without metadata, exactly as large as
     * {@link dev.darkroom.domain.model.rendition.RenditionDefinition#of} says. Transparency is kept, except in a JPEG, which
     * has a white background. Renderers differ in the part of a picture that a gravity other than the centre finds.
     *
     * @param original a file that was {@linkplain ImageInspector.Inspection.Accepted accepted}
     * @param type of the original
     * @param displayed the original's size as displayed
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the original can't be read, or memory or disk space is short
     */
    Rendering render(Content original, ContentType type, Dimensions displayed, Rendition rendition);

    /**
     * A base64 ThumbHash of the picture, upright, in sRGB; empty when it can't be decoded, or not within the limits.
     *
     * @param original as for {@link #render}
     * @throws dev.darkroom.domain.model.StorageException.Unavailable as {@link #render}
     */
    Optional<String> placeholder(Content original, ContentType type);

    /** The result of {@link #render}. Each detail is a sentence for the client. */
    sealed interface Rendering {
        /**
         * The rendition.
         *
         * @param content its bytes, in memory
         */
        record Rendered(Content content) implements Rendering {}

        /** This renderer does not render the type, or the rendition would take too much time or memory. */
        record Refused(String detail) implements Rendering {}

        /**
         * The pixels are damaged, or a decoder exceeds its limits or crashes. The same renderer would fail again.
         */
        record Undecodable(String detail) implements Rendering {}
    }
}
