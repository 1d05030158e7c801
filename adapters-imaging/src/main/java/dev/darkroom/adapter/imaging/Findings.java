package dev.darkroom.adapter.imaging;

import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.model.Dimensions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a walk found in a whole file.
 *
 * @param dimensions as displayed
 * @param edits what the privacy rule asks for
 */
record Findings(ContentType type, Dimensions dimensions, @Nullable Instant takenAt, Edits edits) {
    /** For formats whose orientation is said by Exif. */
    static Findings oriented(ContentType type, Dimensions stored, Exif exif, Edits edits) {
        Dimensions displayed = exif.swapsSides() ? new Dimensions(stored.height(), stored.width()) : stored;
        return new Findings(type, displayed, exif.takenAt(), edits);
    }
}
