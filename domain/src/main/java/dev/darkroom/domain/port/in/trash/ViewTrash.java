package dev.darkroom.domain.port.in.trash;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.port.in.library.ListImages;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Shows the images in the trash to those who may restore them. Thread-safe. */
public interface ViewTrash {
    /**
     * An image in the trash.
     *
     * @param purgeAt until when it can surely be restored
     */
    record TrashedImage(Image image, Instant trashedAt, Instant purgeAt) {}

    /**
     * Returns the image; empty if it is not in the trash, or the actor may not restore it.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable
     */
    Optional<TrashedImage> find(Actor actor, ImageId id);

    /**
     * Returns one page of the images in the trash that match the query and that the actor may restore.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable
     */
    Result list(ListImages.Query query);

    /** The result of {@link #list}. */
    sealed interface Result {
        /**
         * A page, which can be short or empty without being the last.
         *
         * @param nextCursor of the next page, or null after the last
         */
        record Page(List<TrashedImage> images, @Nullable String nextCursor) implements Result {}

        /** The cursor was altered, or belongs to a list with another filter, search or order. */
        record InvalidCursor() implements Result {}

        /** The trash can't be sorted by this key. */
        record OrderUnsupported() implements Result {}
    }
}
