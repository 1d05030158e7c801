package dev.darkroom.domain.port.in.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import java.util.Set;

/** Deletes several images. Thread-safe. */
public interface DeleteImages {
    /** The maximum number of images of one call. */
    int MAX_COUNT = 100;

    /**
     * Deletes each as {@link DeleteImage} does.
     *
     * @return those that this call deleted or moved to the trash; the others do not exist, or the actor may not delete them
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable;
     *     some may have been deleted, and a repeated call deletes the rest
     */
    Set<ImageId> delete(Command command);

    /**
     * The images to delete.
     *
     * @param isPermanent whether they are removed for good, also from the trash
     */
    record Command(Actor actor, Set<ImageId> ids, boolean isPermanent) {
        /** @throws IllegalArgumentException when there are more than {@link #MAX_COUNT} */
        public Command {
            ids = Set.copyOf(ids);
            if (ids.size() > MAX_COUNT) {
                throw new IllegalArgumentException("At most " + MAX_COUNT + " images at once, not " + ids.size());
            }
        }

        /** A deletion that moves the images to the trash, if there is one. */
        public Command(Actor actor, Set<ImageId> ids) {
            this(actor, ids, false);
        }
    }
}
