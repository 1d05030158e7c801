package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.image.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists images page by page. Thread-safe. */
public interface ListImages {
    /**
     * Returns one page.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable
     */
    Result list(Query query);

    /**
     * The page to return.
     *
     * @param filter restricted further to what the actor may see
     * @param words what the images must also match; null for all images of the filter
     * @param limit the maximum number of images, 1–100
     * @param cursor of the previous page, or null for the first page
     */
    record Query(
            Actor actor, ImageFilter filter, @Nullable Words words, SortKey sortKey, SortOrder order, int limit,
            @Nullable String cursor) {
        /** A page in the order of storing, without a search. */
        public Query(Actor actor, ImageFilter filter, SortOrder order, int limit, @Nullable String cursor) {
            this(actor, filter, null, SortKey.CREATED_AT, order, limit, cursor);
        }
    }

    /** The result of {@link #list}. */
    sealed interface Result {
        /**
         * A page, which can be short or empty without being the last.
         *
         * @param nextCursor of the next page, or null after the last
         */
        record Page(List<Image> images, @Nullable String nextCursor) implements Result {}

        /** The cursor was altered, or belongs to a list with another filter, search or order. */
        record InvalidCursor() implements Result {}

        /** The catalog can't search. */
        record SearchUnsupported() implements Result {}

        /** The catalog can't sort by this key. */
        record OrderUnsupported() implements Result {}
    }
}
