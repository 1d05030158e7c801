package dev.darkroom.adapter.aws.dynamodb.schema;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Position;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/**
 * Positions as text of constant length with the same order: {@code 2026-11-22T23:26:11.123Z#019ab3f0-…}.
 */
public final class SortKey {
    /** The earliest time that can be stored. */
    public static final String FIRST_TIME = "0000-01-01T00:00:00.000Z";

    /** The latest time that can be stored. */
    static final String LAST_TIME = "9999-12-31T23:59:59.999Z";

    private static final Instant FIRST = Instant.parse(FIRST_TIME);
    private static final Instant LAST = Instant.parse(LAST_TIME);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int TIME_LENGTH = FIRST_TIME.length();

    private SortKey() {}

    public static String of(Position position) {
        return of(position.time(), position.id());
    }

    /** @throws IllegalArgumentException if the year is not between 0 and 9999 */
    static String of(Instant time, ImageId id) {
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new IllegalArgumentException("The year of a stored time must be between 0 and 9999, not " + time);
        }
        return TIME.format(time) + "#" + id;
    }

    /** That of a position in the order of the taken time. A time that cannot be stored is the nearest that can. */
    static String taken(Position position) {
        Instant time = position.time();
        return of(time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time, position.id());
    }

    /** A lower bound of the sort keys of positions at this time or later. It is not the sort key of any image. */
    public static String from(Instant time) {
        // Rounds up, because the times of images are whole milliseconds.
        Instant millis = time.truncatedTo(ChronoUnit.MILLIS);
        Instant first = millis.equals(time) ? time : millis.plusMillis(1);
        return TIME.format(first.isBefore(FIRST) ? FIRST : first.isAfter(LAST) ? LAST : first);
    }

    /** @throws IllegalArgumentException if the text is not a sort key */
    public static Position parse(String key) {
        if (key.length() <= TIME_LENGTH) {
            throw new IllegalArgumentException("Not the sort key of an image: " + key);
        }
        ImageId id = ImageId.parse(key.substring(TIME_LENGTH + 1))
                .orElseThrow(() -> new IllegalArgumentException("Not the sort key of an image: " + key));
        return new Position(Instant.parse(key.substring(0, TIME_LENGTH)), id);
    }
}
