package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.Text;
import org.jspecify.annotations.Nullable;

/**
 * The details of an image that its owner provides and can change.
 *
 * @param title at most 200 characters (Unicode code points) on one line, or null
 * @param description at most 2,200 characters (Unicode code points), or null
 * @param tags the words by which it is found
 * @param visibility who may see it
 */
public record ImageDetails(@Nullable String title, @Nullable String description, Tags tags, Visibility visibility) {
    /** In Unicode code points. */
    public static final int MAX_TITLE_LENGTH = 200;

    /** In Unicode code points. */
    public static final int MAX_DESCRIPTION_LENGTH = 2_200;

    /** No texts, no tags, private. */
    public static final ImageDetails NONE = new ImageDetails(null, null, Tags.NONE, Visibility.PRIVATE);

    /** @throws InvalidValueException when a text is too long or has control characters */
    public ImageDetails {
        checkLength("title", title, MAX_TITLE_LENGTH, "must be at most 200 characters");
        checkLength("description", description, MAX_DESCRIPTION_LENGTH, "must be at most 2,200 characters");
        if (title != null && !Text.isPlain(title)) {
            throw new InvalidValueException("title", "must have no control characters");
        }
        if (description != null && !Text.isPlainProse(description)) {
            throw new InvalidValueException("description", "must have no control characters but line breaks and tabs");
        }
    }

    private static void checkLength(String field, @Nullable String text, int max, String rule) {
        if (text != null && text.codePointCount(0, text.length()) > max) {
            throw new InvalidValueException(field, rule);
        }
    }
}
