package dev.darkroom.domain.model.upload;

import dev.darkroom.domain.model.InvalidValueException;
import java.util.regex.Pattern;

/** A client's key for one upload, by which repetitions are recognized: 1–255 visible ASCII characters, no spaces. */
public record IdempotencyKey(String value) {
    /** In characters. */
    public static final int MAX_LENGTH = 255;

    private static final Pattern ALLOWED = Pattern.compile("[!-~]{1," + MAX_LENGTH + "}");

    /** @throws InvalidValueException when the text is empty, too long or has another character */
    public IdempotencyKey {
        if (!ALLOWED.matcher(value).matches()) {
            throw new InvalidValueException("Idempotency-Key",
                    "must be 1 to 255 visible ASCII characters, without spaces");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
