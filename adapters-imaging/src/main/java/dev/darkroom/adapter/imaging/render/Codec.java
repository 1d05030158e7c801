package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Rendition;
import java.io.IOException;

/**
 * Decodes pictures and encodes renditions of them. It relies on its caller, {@link LimitedRenderer}, to have checked a picture
 * and to have memory for it. Thread-safe.
 */
public interface Codec {
    /** The library and its version, such as {@code libvips 8.14.1}. */
    String name();

    /** Whether it decodes originals of the type. */
    boolean reads(ContentType type);

    /** Whether it encodes renditions in the format. */
    boolean writes(ContentType format);

    /** How much memory it takes. */
    Footprint footprint();

    /**
     * Makes a rendition.
     *
     * @param decoding what is known of the original
     * @param rendition in a format that it writes
     * @return the file, in memory
     * @throws IOException when the original can't be read
     */
    Content render(Content original, Decoding decoding, Rendition rendition) throws CodecException, IOException;

    /**
     * Makes a base64 ThumbHash.
     *
     * @param decoding what is known of the original
     * @throws IOException when the original can't be read
     */
    String placeholder(Content original, Decoding decoding) throws CodecException, IOException;
}
