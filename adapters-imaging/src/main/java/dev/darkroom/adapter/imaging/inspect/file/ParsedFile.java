package dev.darkroom.adapter.imaging.inspect.file;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The result of parsing a complete file.
 *
 * @param takenAt the time at which the picture was taken; null if the file does not contain it
 * @param hasContentCredentials whether it contains a C2PA manifest, or a reference to one
 * @param edits the changes that remove private metadata
 */
public record ParsedFile(
        Decoding decoding, @Nullable Instant takenAt, boolean hasContentCredentials, Edits edits) {
    public ContentType type() {
        return decoding.type();
    }

    /** The size as displayed. */
    public Dimensions dimensions() {
        return decoding.displayed();
    }
}
