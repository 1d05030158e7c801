package dev.darkroom.domain.model.quota;

import dev.darkroom.domain.model.UserId;
import org.jspecify.annotations.Nullable;

/**
 * How much each owner may have: the originals of their images, as stored, and the uploads that are under way. Renditions do
 * not count.
 *
 * @param bytes at least 1
 */
public record Quota(long bytes) {
    /** Everybody may have as much as they like, and nothing is claimed. */
    public static final Quota NONE = new Quota(Long.MAX_VALUE);

    /** @throws IllegalArgumentException when it is less than 1 byte */
    public Quota {
        if (bytes < 1) {
            throw new IllegalArgumentException("A quota is 1 byte at least, not " + bytes);
        }
    }

    /** Whether so much more fits in beside what is there. */
    public boolean hasRoom(long usedBytes, long moreBytes) {
        return usedBytes <= bytes - moreBytes;
    }

    /** What must be claimed for an image before it is stored; null when there is no limit. */
    public @Nullable QuotaReservation claim(UserId owner, long sizeBytes) {
        return equals(NONE) ? null : new QuotaReservation(owner, sizeBytes);
    }
}
