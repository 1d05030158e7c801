package dev.darkroom.domain.model.quota;

import dev.darkroom.domain.model.UserId;
import org.jspecify.annotations.Nullable;

/**
 * Room that is kept in an owner's {@linkplain Quota quota} for an image that is not stored yet.
 *
 * @param owner whose the image will be
 * @param sizeBytes of its original, or more, at least 1
 */
public record QuotaReservation(UserId owner, long sizeBytes) {
    /** @throws IllegalArgumentException when the size is less than 1 */
    public QuotaReservation {
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("A claim is for 1 byte at least, not " + sizeBytes);
        }
    }

    /** Whether it is for more than another one; each is for more than none. */
    public boolean isMoreThan(@Nullable QuotaReservation other) {
        return other == null || sizeBytes > other.sizeBytes;
    }
}
