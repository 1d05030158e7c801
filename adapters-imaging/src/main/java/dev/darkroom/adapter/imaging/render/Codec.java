package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.rendition.Rendition;
import java.io.IOException;

/**
 * Decodes pictures and encodes renditions. The caller, {@link LimitedRenderer}, must have checked the structure of the
 * picture and reserved memory for it. Thread-safe.
 */
public interface Codec {
    /** The library and its version, such as {@code libvips 8.14.1}. */
    String name();

    /** Whether it decodes originals of the type. */
    boolean reads(ContentType type);

    /** Whether it encodes renditions in the format. */
    boolean writes(ContentType format);

    /** Estimates the memory that the codec uses. */
    Footprint footprint();

    /**
     * Makes a rendition.
     *
     * @param decoding what the structure of the original says
     * @param rendition a rendition in a format that this codec writes
     * @return the encoded file, in memory
     * @throws CodecException if the picture is not decoded
     * @throws IOException if the original can't be read
     */
    Content render(Content original, Decoding decoding, Rendition rendition) throws CodecException, IOException;

    /**
     * Makes a base64 ThumbHash.
     *
     * @param decoding what the structure of the original says
     * @throws CodecException if the picture is not decoded
     * @throws IOException if the original can't be read
     */
    String placeholder(Content original, Decoding decoding) throws CodecException, IOException;
}
