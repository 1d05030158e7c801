package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.SortOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shows images page by page. Thread-safe. */
public interface ListImages {
    /**
     * Gives one page.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is out of reach
     */
    Result list(Query query);

    /**
     * Which page of which list.
     *
     * @param filter of it, what the actor may not see is left out
     * @param limit how many images at most, 1–100
     * @param cursor from the page before, or null for the first page
     */
    record Query(Actor actor, ImageFilter filter, SortOrder order, int limit, @Nullable String cursor) {}

    /** What became of the query. */
    sealed interface Result {
        /**
         * A page, which can be short or empty without being the last.
         *
         * @param nextCursor for the following page, or null after the last
         */
        record Page(List<Image> images, @Nullable String nextCursor) implements Result {}

        /** The cursor was altered, or belongs to a list with another filter or order. */
        record InvalidCursor() implements Result {}
    }
}
