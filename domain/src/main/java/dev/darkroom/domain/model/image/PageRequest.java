package dev.darkroom.domain.model.image;

import dev.darkroom.domain.model.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param words what the images must also match; null for all images of the filter
 * @param after the page starts after this position of the sort key in the given order; null for the first page
 * @param limit how many images at most, 1–{@value #MAX_LIMIT}
 */
public record PageRequest(
        ImageFilter filter, @Nullable Words words, SortKey sortKey, SortOrder order, @Nullable Position after,
        int limit) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 100;

    /** @throws InvalidValueException when the limit is out of range */
    public PageRequest {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new InvalidValueException("limit", "must be 1 to 100");
        }
    }

    /** A page in the order of storing, without a search. */
    public PageRequest(ImageFilter filter, SortOrder order, @Nullable Position after, int limit) {
        this(filter, null, SortKey.CREATED_AT, order, after, limit);
    }

    /** A page of the same list that starts after this position. */
    public PageRequest startingAfter(Position position) {
        return new PageRequest(filter, words, sortKey, order, position, limit);
    }
}
