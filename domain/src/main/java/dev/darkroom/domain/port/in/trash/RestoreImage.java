package dev.darkroom.domain.port.in.trash;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import java.util.Optional;

/** Restores an image from the trash. Thread-safe. */
public interface RestoreImage {
    /**
     * Makes the image ready again. When this returns, every list shows it as it was before it was deleted. Calls can be concurrent, and can be
     * repeated: an image that is ready stays as it is.
     *
     * @return the image; empty if there is no such image in the trash, or the actor may not restore it
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable; the call can be repeated
     */
    Optional<Image> restore(Actor actor, ImageId id);
}
