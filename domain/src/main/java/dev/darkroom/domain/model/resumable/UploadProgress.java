package dev.darkroom.domain.model.resumable;

import org.jspecify.annotations.Nullable;

/**
 * How much of a resumable upload has arrived, as parts that follow each other without a gap.
 *
 * @param offset the number of bytes in the parts
 * @param length the number of bytes of the whole upload; null while the client has not told it
 * @param parts the number of parts, at most {@value #MAX_PARTS}
 * @param last the token of the last part; null before the first
 */
public record UploadProgress(long offset, @Nullable Long length, int parts, @Nullable PartToken last) {
    /** As in a multipart upload of Amazon S3. It bounds what the completion of an upload reads. */
    public static final int MAX_PARTS = 10_000;

    /** @throws IllegalArgumentException when the numbers contradict each other */
    public UploadProgress {
        boolean isEmpty = offset == 0 && parts == 0 && last == null;
        boolean hasParts = offset > 0 && parts > 0 && parts <= MAX_PARTS && last != null;
        if ((!isEmpty && !hasParts) || (length != null && offset > length)) {
            throw new IllegalArgumentException(
                    "Progress with %d of %s bytes in %d parts".formatted(offset, length, parts));
        }
    }

    /**
     * Before the first part.
     *
     * @param length null if the client has not told it
     */
    public static UploadProgress none(@Nullable Long length) {
        return new UploadProgress(0, length, 0, null);
    }

    /** With one more part. */
    public UploadProgress with(PartToken part, long bytes) {
        return new UploadProgress(offset + bytes, length, parts + 1, part);
    }

    /** With the length of the whole upload. */
    public UploadProgress ending(long at) {
        return new UploadProgress(offset, at, parts, last);
    }

    /** Whether all bytes have arrived. */
    public boolean isWhole() {
        return length != null && offset == length;
    }
}
