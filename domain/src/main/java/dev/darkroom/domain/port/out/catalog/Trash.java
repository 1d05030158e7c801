package dev.darkroom.domain.port.out.catalog;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.trash.TrashPage;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The trash of an {@link ImageCatalog}. {@link ImageCatalog#state} shows which images are in it. Every change is one atomic, durable step from
 * one state to the next, and can be repeated if its response was lost. Implementations are safe for use by many threads and, if the
 * catalog is shared, many processes. Every method throws {@link dev.darkroom.domain.model.StorageException.Unavailable} when the catalog is
 * unreachable or full.
 */
public interface Trash {
    /**
     * Moves a ready image to the trash, and removes it from every list of the catalog, in one step. Its version, its objects and its part of its
     * owner's quota stay.
     *
     * @param condition checked in the same step
     * @param at the current time, in whole milliseconds
     */
    Move put(ImageId id, VersionCondition condition, Instant at);

    /** The result of {@link #put}. */
    enum Move {
        /** The image is in the trash since that time, by this call or an earlier one with the same time. */
        TRASHED,
        /** The image is ready in another version than the condition requires. Nothing changed. */
        VERSION_MISMATCH,
        /** There is no such image, or it is not ready. Nothing changed. */
        NOT_FOUND
    }

    /**
     * Makes an image ready again, as it was, and adds it to every list that it belongs to, in one step.
     *
     * @param trashed as it was read
     * @param at the current time, in whole milliseconds
     */
    Exit restore(ImageState.Trashed trashed, Instant at);

    /**
     * Marks an image as deleting and releases its quota, in one step.
     *
     * @param trashed as it was read
     * @param at the current time, in whole milliseconds: the grace start of the deleting image
     */
    Exit discard(ImageState.Trashed trashed, Instant at);

    /** The result of {@link #restore} and {@link #discard}. */
    enum Exit {
        /** The image left the trash as requested, by this call or an earlier one. */
        DONE,
        /** The image is not in the trash any more, or it was trashed again since it was read. Nothing changed. */
        NOT_TRASHED
    }

    /** The orders in which the trash can be listed. Other requests throw {@link UnsupportedOperationException}. */
    Set<SortKey> sortKeys();

    /**
     * One page of the trash. An image that is in the trash during a whole walk over the pages is in exactly one of them. The cost of a page
     * does not grow with the number of images. Like the lists of the catalog, it may lag behind changes of the last few seconds.
     */
    TrashPage list(TrashRequest request);

    /**
     * The images that were trashed before the given time, the earliest first. The cost depends on their number, not on that of all images. The
     * result may lag like a list: read the state again before you act on it.
     *
     * @param limit the maximum number of ids
     */
    List<ImageId> trashedBefore(Instant time, int limit);
}
