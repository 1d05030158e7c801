package dev.darkroom.domain.model.trash;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.image.ImageState;
import java.time.Duration;
import java.time.Instant;

/**
 * How long the trash keeps an image.
 *
 * @param days 0 for no trash: deletions remove images at once, and images that are in the trash stay there. At most {@value #MAX_DAYS}
 */
public record Retention(int days) {
    public static final int MAX_DAYS = 3_650;

    /** No trash. */
    public static final Retention NONE = new Retention(0);

    /** A clock that is wrong by less than this removes nothing too early. */
    private static final Duration TOLERANCE = Duration.ofDays(1);

    /** @throws InvalidValueException when the number of days is out of range */
    public Retention {
        if (days < 0 || days > MAX_DAYS) {
            throw new InvalidValueException("days", "must be 0 to " + MAX_DAYS);
        }
    }

    /** Whether deletions move images to the trash. */
    public boolean hasTrash() {
        return days > 0;
    }

    /** Until when the image can surely be restored. */
    public Instant purgeAt(ImageState.Trashed trashed) {
        return trashed.trashedAt().plus(Duration.ofDays(days));
    }

    /** Images that were trashed before this time are removed. They stay a day longer than {@link #purgeAt} says. */
    public Instant purgesBefore(Instant now) {
        return now.minus(Duration.ofDays(days)).minus(TOLERANCE);
    }
}
