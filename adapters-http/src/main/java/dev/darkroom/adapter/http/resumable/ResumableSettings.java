package dev.darkroom.adapter.http.resumable;

import org.jspecify.annotations.Nullable;

/**
 * The limits of resumable uploads.
 *
 * @param maxBytes the maximum size of an upload
 * @param maxAppendBytes the maximum size of one request's body, or null for no limit
 * @param maxCheckedBytes the maximum size of a body with a checksum, which is stored as one part after all of it has arrived
 * @param partBytes a longer body is stored in parts of this size while it arrives
 */
public record ResumableSettings(
        long maxBytes, @Nullable Long maxAppendBytes, long maxCheckedBytes, int partBytes) {
    /** Few objects for a large picture, and few bytes lost if this process is killed. */
    private static final int PART_BYTES = 8 * 1024 * 1024;

    /** Settings without a limit for one request, except one with a checksum. */
    public static ResumableSettings upTo(long maxBytes, long maxCheckedBytes) {
        return new ResumableSettings(maxBytes, null, maxCheckedBytes, PART_BYTES);
    }

    /** The same settings for requests of limited size. */
    public ResumableSettings behindLimit(long bytes) {
        return new ResumableSettings(maxBytes, bytes, Math.min(maxCheckedBytes, bytes), partBytes);
    }

    /** How many bytes one request may have. */
    long maxBodyBytes() {
        return maxAppendBytes == null ? maxBytes : Math.min(maxAppendBytes, maxBytes);
    }

    /** The value of {@code Upload-Limit}: a dictionary (RFC 9651, section 3.2). */
    String limits() {
        String size = "max-size=" + maxBytes;
        return maxAppendBytes == null ? size : size + ", max-append-size=" + maxAppendBytes;
    }
}
