package dev.darkroom.domain.port.in.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;

/** Cancels a direct or a resumable upload. Thread-safe. */
public interface CancelUpload {
    /**
     * Removes the upload with its bytes. It can't be completed afterwards.
     *
     * @param id of the upload
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable; a
     *     cancellation that had started is finished by {@link dev.darkroom.domain.port.in.operations.Reconcile}
     */
    Result cancel(Actor actor, ImageId id);

    /** The result of {@link #cancel}. */
    sealed interface Result {
        /** The upload was removed. */
        record Cancelled() implements Result {}

        /** The upload made an image, which stays. A resumable upload is no longer found. */
        record Completed() implements Result {}

        /** There is no such upload, or it is not the actor's. */
        record NotFound() implements Result {}
    }
}
