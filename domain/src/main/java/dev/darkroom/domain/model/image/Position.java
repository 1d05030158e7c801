package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.Millis;
import java.time.Instant;
import java.util.Comparator;

/**
 * A place in the order of a {@link SortKey}, for keyset paging. The id orders images of the same millisecond, so each image has
 * a position of its own, which never changes.
 *
 * @param time of the sort key, in whole milliseconds
 */
public record Position(Instant time, ImageId id) implements Comparable<Position> {
    private static final Comparator<Position> ORDER =
            Comparator.comparing(Position::time).thenComparing(Position::id);

    /** @throws IllegalArgumentException when the time is not in whole milliseconds */
    public Position {
        Millis.require(time);
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }
}
