package dev.darkroom.domain.port.out.imaging;

import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Rendition;
import java.util.Optional;

/**
 * Decodes pictures and makes smaller ones of them. Thread-safe: a call works on the caller's thread, and as many may run at
 * once as callers allow. Whatever the bytes are, the time and the memory of a call are bounded, and it returns one of its
 * results.
 *
 * <p>Upright is a picture as browsers show the original: a JPEG turned by its Exif, a PNG by Exif in front of its pixels,
 * AVIF and HEIF by their own properties, and a WebP never, whatever its Exif says.
 */
public interface ImageRenderer {
    /**
     * What it is and in which version, for whoever runs the service, such as {@code libvips 8.14.1}; {@code opening} while
     * that is not known. Never waits.
     */
    String name();

    /** Whether it can make renditions in the format of originals of the type. */
    boolean renders(ContentType original, ContentType format);

    /**
     * Makes a rendition: the first frame, upright, in sRGB, without metadata, exactly as large as
     * {@link dev.darkroom.domain.model.object.RenditionName#of} says. What is transparent stays so, but in a JPEG it is shown over
     * white.
     *
     * @param original a file that was {@linkplain ImageInspector.Inspection.Accepted accepted}
     * @param type of the original
     * @param displayed the original's size as displayed
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the original can't be read, or there is no memory or disk for the work now
     */
    Rendering render(Content original, ContentType type, Dimensions displayed, Rendition rendition);

    /**
     * A base64 ThumbHash of the picture, upright, in sRGB; empty when it can't be decoded, or not within the limits.
     *
     * @param original as for {@link #render}
     * @throws dev.darkroom.domain.model.StorageException.Unavailable as {@link #render}
     */
    Optional<String> placeholder(Content original, ContentType type);

    /** What became of {@link #render}. Each detail is a sentence for whoever asked. */
    sealed interface Rendering {
        /**
         * It was made.
         *
         * @param content its bytes, in memory
         */
        record Rendered(Content content) implements Rendering {}

        /** It can't be made here and now: the type is not one that is rendered, or it would take too much. */
        record Refused(String detail) implements Rendering {}

        /**
         * The pixels are damaged, or a decoder exceeds its limits or crashes over them. The same renderer would find the same
         * again.
         */
        record Undecodable(String detail) implements Rendering {}
    }
}
