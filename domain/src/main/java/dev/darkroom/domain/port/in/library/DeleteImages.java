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
     * @return those that this call deleted; the others do not exist, or the actor may not delete them
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable;
     *     some may have been deleted, and a repeated call deletes the rest
     */
    Set<ImageId> delete(Command command);

    /** The images to delete. */
    record Command(Actor actor, Set<ImageId> ids) {
        /** @throws IllegalArgumentException when there are more than {@link #MAX_COUNT} */
        public Command {
            ids = Set.copyOf(ids);
            if (ids.size() > MAX_COUNT) {
                throw new IllegalArgumentException("At most " + MAX_COUNT + " images at once, not " + ids.size());
            }
        }
    }
}
