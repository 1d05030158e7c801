package dev.darkroom.domain.model;

import java.util.regex.Pattern;

/** The id of a user, such as the owner of an image: 1–128 of {@code A-Z a-z 0-9 . _ : @ | -}, the alphabet of common identity providers' subjects. */
public record UserId(String value) {
    /** In characters. */
    public static final int MAX_LENGTH = 128;

    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._:@|-]{1," + MAX_LENGTH + "}");

    /** @throws InvalidValueException when the text is empty, too long or has another character */
    public UserId {
        if (!ALLOWED.matcher(value).matches()) {
            throw new InvalidValueException("user_id", "must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ | -");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
