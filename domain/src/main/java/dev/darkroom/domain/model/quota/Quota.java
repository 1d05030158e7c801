package dev.darkroom.domain.model.quota;

import dev.darkroom.domain.model.UserId;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes each owner may store: the originals of their images, and what is reserved for uploads in progress.
 * Renditions do not count.
 *
 * @param bytes at least 1
 */
public record Quota(long bytes) {
    /** No limit, and no reservations. */
    public static final Quota NONE = new Quota(Long.MAX_VALUE);

    /** @throws IllegalArgumentException when it is less than 1 byte */
    public Quota {
        if (bytes < 1) {
            throw new IllegalArgumentException("A quota is 1 byte at least, not " + bytes);
        }
    }

    /** Whether the quota allows that many more bytes. */
    public boolean hasRoom(long usedBytes, long moreBytes) {
        return usedBytes <= bytes - moreBytes;
    }

    /** The reservation that an image needs before it is stored; null when there is no limit. */
    public @Nullable QuotaReservation claim(UserId owner, long sizeBytes) {
        return equals(NONE) ? null : new QuotaReservation(owner, sizeBytes);
    }
}
