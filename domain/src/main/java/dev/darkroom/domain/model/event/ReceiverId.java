package dev.darkroom.domain.model.event;

import java.util.regex.Pattern;

/** The identity of a receiver of events: 1–64 characters of {@code a-z}, {@code 0-9} and {@code -}. */
public record ReceiverId(String value) {
    private static final Pattern SHAPE = Pattern.compile("[a-z0-9-]{1,64}");

    /** @throws IllegalArgumentException when the text has another shape */
    public ReceiverId {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("An id of a receiver has 1-64 of a-z, 0-9 and -, not " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
