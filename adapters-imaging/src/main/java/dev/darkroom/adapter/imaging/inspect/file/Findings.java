package dev.darkroom.adapter.imaging.inspect.file;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a walk found in a whole file.
 *
 * @param edits what the privacy rule asks for
 */
public record Findings(Decoding decoding, @Nullable Instant takenAt, Edits edits) {
    public ContentType type() {
        return decoding.type();
    }

    /** As displayed. */
    public Dimensions dimensions() {
        return decoding.displayed();
    }
}
