package dev.darkroom.domain.model.object;

/**
 * A part of an object.
 *
 * @param offset of the first byte, from 0
 * @param length in bytes, at least 0
 */
public record ByteRange(long offset, long length) {
    /** @throws IllegalArgumentException when a number is negative */
    public ByteRange {
        if (offset < 0 || length < 0) {
            throw new IllegalArgumentException(
                    "A range starts at 0 and has no negative length: " + offset + "+" + length);
        }
    }
}
