package dev.darkroom.domain.model.quota;

import dev.darkroom.domain.model.UserId;
import org.jspecify.annotations.Nullable;

/**
 * A part of an owner's {@linkplain Quota quota} that is reserved for an image that is not stored yet.
 *
 * @param owner of the image
 * @param sizeBytes the size of its original or more, at least 1
 */
public record QuotaReservation(UserId owner, long sizeBytes) {
    /** @throws IllegalArgumentException when the size is less than 1 */
    public QuotaReservation {
        if (sizeBytes < 1) {
            throw new IllegalArgumentException("A reservation is for at least 1 byte, not " + sizeBytes);
        }
    }

    /** Whether it is larger than the other one; null counts as 0 bytes. */
    public boolean isMoreThan(@Nullable QuotaReservation other) {
        return other == null || sizeBytes > other.sizeBytes;
    }
}
