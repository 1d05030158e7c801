package dev.darkroom.domain.port.in.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;

/** Gives a direct upload up. Thread-safe. */
public interface CancelUpload {
    /**
     * Removes the upload with its bytes, which can then no longer be completed.
     *
     * @param id of the upload
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is out of reach; a
     *     cancellation that had begun then is finished by {@link dev.darkroom.domain.port.in.operations.Reconcile}
     */
    Result cancel(Actor actor, ImageId id);

    /** What became of the command. */
    sealed interface Result {
        /** Gone. */
        record Cancelled() implements Result {}

        /** There is no such upload, it is an image already, or it is not the actor's. */
        record NotFound() implements Result {}
    }
}
