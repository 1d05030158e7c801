package dev.darkroom.adapter.aws.dynamodb.schema;

import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.TimeRange;
import dev.darkroom.domain.model.trash.TrashRequest;
import java.time.Instant;

/**
 * A range of {@link SortKey}s.
 *
 * @param from the lower bound, inclusive
 * @param to the upper bound, inclusive
 */
public record KeyRange(String from, String to) {
    public static final KeyRange ALL = new KeyRange(SortKey.FIRST_TIME, SortKey.LAST_TIME + "~");

    /** The sort keys of positions before the time. */
    public static KeyRange before(Instant time) {
        // The bound is inclusive, but it is not the sort key of any position.
        return ALL.and(ALL.from, SortKey.from(time));
    }

    /** The sort keys that match the filter's range of the time in the keys, and are after the page's start. */
    public static KeyRange of(PageRequest request) {
        TimeRange times = switch (request.sortKey()) {
            case CREATED_AT -> request.filter().created();
            case TAKEN_AT -> request.filter().taken();
        };
        KeyRange range = ALL;
        if (times.from() != null) {
            range = range.and(SortKey.from(times.from()), range.to);
        }
        if (times.before() != null) {
            range = range.and(range.from, before(times.before()).to);
        }
        return request.after() == null ? range : range.after(switch (request.sortKey()) {
            case CREATED_AT -> SortKey.of(request.after());
            case TAKEN_AT -> SortKey.taken(request.after());
        }, request.order());
    }

    /** The sort keys of positions in the order of storing that are after the page's start. */
    public static KeyRange of(TrashRequest request) {
        return request.after() == null ? ALL : ALL.after(SortKey.of(request.after()), request.order());
    }

    private KeyRange after(String key, SortOrder order) {
        return order == SortOrder.OLDEST_FIRST
                ? and(shiftLastCharacter(key, +1), to)
                : and(from, shiftLastCharacter(key, -1));
    }

    /**
     * A text directly before or after a sort key. No other sort key is between them, because all sort keys have the same length
     * and end with one of {@code 0-9a-f}.
     */
    private static String shiftLastCharacter(String key, int step) {
        int last = key.length() - 1;
        return key.substring(0, last) + (char) (key.charAt(last) + step);
    }

    /** The intersection of this range with another one; both bounds are inclusive. */
    public KeyRange and(String otherFrom, String otherTo) {
        return new KeyRange(
                from.compareTo(otherFrom) >= 0 ? from : otherFrom, to.compareTo(otherTo) <= 0 ? to : otherTo);
    }

    public boolean isEmpty() {
        return from.compareTo(to) > 0;
    }
}
