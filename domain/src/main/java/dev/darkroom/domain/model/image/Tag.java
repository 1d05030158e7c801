package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.Text;
import java.util.Locale;

/** A word by which images are found: 1–50 characters (Unicode code points), trimmed, lower-cased, without control characters. */
public record Tag(String value) implements Comparable<Tag> {
    /** In Unicode code points. */
    public static final int MAX_LENGTH = 50;

    /**
     * Trims and lower-cases.
     *
     * @throws InvalidValueException when the result is empty, is too long or has a control character
     */
    public Tag {
        value = value.strip().toLowerCase(Locale.ROOT);
        if (value.isEmpty() || value.codePointCount(0, value.length()) > MAX_LENGTH) {
            throw new InvalidValueException("tags", "must each be 1 to 50 characters");
        }
        if (!Text.isPlain(value)) {
            throw new InvalidValueException("tags", "must have no control characters");
        }
    }

    @Override
    public int compareTo(Tag other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
