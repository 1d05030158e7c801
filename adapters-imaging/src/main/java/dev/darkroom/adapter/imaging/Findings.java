package dev.darkroom.adapter.imaging;

import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.model.Dimensions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a walk found in a whole file.
 *
 * @param edits what the privacy rule asks for
 */
record Findings(Decoding decoding, @Nullable Instant takenAt, Edits edits) {
    ContentType type() {
        return decoding.type();
    }

    /** As displayed. */
    Dimensions dimensions() {
        return decoding.displayed();
    }
}
