package dev.darkroom.domain.model.resumable;

import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The random name of one part of a resumable upload: 16 hexadecimal digits. Two appends at the same offset store different objects, and the
 * catalog accepts one of them.
 */
public record PartToken(String value) {
    private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{16}");

    /** @throws IllegalArgumentException when the text has another shape */
    public PartToken {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("The token of a part is 16 hexadecimal digits, not " + value);
        }
    }

    /** A new token. */
    public static PartToken random(RandomGenerator random) {
        return new PartToken("%016x".formatted(random.nextLong()));
    }
}
