package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Visibility;
import dev.darkroom.domain.model.summary.TagPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists the tags of images page by page. Thread-safe. */
public interface ListTags {
    int DEFAULT_LIMIT = 50;
    int MAX_LIMIT = 100;

    /**
     * Returns one page.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable
     */
    Result list(Query query);

    /**
     * The page to return. The owner and the visibility are restricted further to what the actor may see, as by {@link ListImages}.
     *
     * @param owner of the images; null for any
     * @param visibility of the images; null for any
     * @param prefix what the tags begin with, after it is lower-cased; may be empty
     * @param limit the maximum number of tags, 1–{@value #MAX_LIMIT}
     * @param cursor of the previous page, or null for the first page
     */
    record Query(
            Actor actor, @Nullable UserId owner, @Nullable Visibility visibility, String prefix, int limit,
            @Nullable String cursor) {}

    /** The result of {@link #list}. */
    sealed interface Result {
        /**
         * A page.
         *
         * @param nextCursor of the next page, or null after the last
         */
        record Page(List<TagPage.TagCount> tags, @Nullable String nextCursor) implements Result {}

        /** The cursor was altered. */
        record InvalidCursor() implements Result {}

        /** The catalog can't count images. */
        record Unsupported() implements Result {}
    }
}
