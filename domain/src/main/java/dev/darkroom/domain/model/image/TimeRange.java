package dev.darkroom.domain.model.image;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A range of time.
 *
 * @param from inclusive; null for no lower bound
 * @param before exclusive; null for no upper bound
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant before) {
    /** Without bounds. */
    public static final TimeRange ALL = new TimeRange(null, null);

    public boolean contains(Instant time) {
        return (from == null || !time.isBefore(from)) && (before == null || time.isBefore(before));
    }
}
