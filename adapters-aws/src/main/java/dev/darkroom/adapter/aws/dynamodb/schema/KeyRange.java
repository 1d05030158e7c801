package dev.darkroom.adapter.aws.dynamodb.schema;

import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import java.time.Instant;

/**
 * The {@link SortKey}s that a list may still show.
 *
 * @param from the least text in it
 * @param to the greatest text in it
 */
public record KeyRange(String from, String to) {
    static final KeyRange ALL = new KeyRange(SortKey.FIRST_TIME, SortKey.LAST_TIME + "~");

    public static KeyRange before(Instant time) {
        // No position has just this key, so the bound, which belongs to the range, excludes what it should.
        return ALL.and(ALL.from, SortKey.from(time));
    }

    public static KeyRange of(PageRequest request) {
        ImageFilter filter = request.filter();
        KeyRange range = ALL;
        if (filter.createdFrom() != null) {
            range = range.and(SortKey.from(filter.createdFrom()), range.to);
        }
        if (filter.createdBefore() != null) {
            range = range.and(range.from, before(filter.createdBefore()).to);
        }
        if (request.after() != null) {
            String after = SortKey.of(request.after());
            range = request.order() == SortOrder.OLDEST_FIRST
                    ? range.and(lastCharacterMovedBy(+1, after), range.to)
                    : range.and(range.from, lastCharacterMovedBy(-1, after));
        }
        return range;
    }

    /**
     * A text next to a sort key, with no other sort key in between: they all have the same length and end in one of
     * {@code 0-9a-f}, so the neighbour in the alphabet is either that of the next key or of none.
     */
    private static String lastCharacterMovedBy(int step, String key) {
        int last = key.length() - 1;
        return key.substring(0, last) + (char) (key.charAt(last) + step);
    }

    /** What is in this range and between these texts too. */
    public KeyRange and(String least, String greatest) {
        return new KeyRange(from.compareTo(least) >= 0 ? from : least, to.compareTo(greatest) <= 0 ? to : greatest);
    }

    public boolean isEmpty() {
        return from.compareTo(to) > 0;
    }
}
