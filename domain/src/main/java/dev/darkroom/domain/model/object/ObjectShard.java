package dev.darkroom.domain.model.object;

import java.util.Locale;

/**
 * A part of the objects of a store: those of the images whose random ids end with the same two hexadecimal digits.
 *
 * @param number 0 to {@value #COUNT} - 1
 */
public record ObjectShard(int number) {
    /** The number of shards. */
    public static final int COUNT = 256;

    /** @throws IllegalArgumentException when there is no shard with this number */
    public ObjectShard {
        if (number < 0 || number >= COUNT) {
            throw new IllegalArgumentException("There is no shard " + number);
        }
    }

    /** The two digits with which the keys of its objects begin. */
    public String value() {
        return String.format(Locale.ROOT, "%02x", number);
    }
}
