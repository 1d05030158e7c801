package dev.darkroom.domain.port.in;

import dev.darkroom.domain.model.ImageId;

/** Gives a direct upload up. Thread-safe. */
public interface CancelUpload {
    /**
     * Removes the upload with its bytes, which can then no longer be completed.
     *
     * @param id of the upload
     * @throws dev.darkroom.domain.port.out.StorageException.Unavailable when the store or the catalogue is out of reach; a
     *     cancellation that had begun then is finished by {@link Reconcile}
     */
    Result cancel(ImageId id);

    /** What became of the command. */
    sealed interface Result {
        /** Gone. */
        record Cancelled() implements Result {}

        /** There is no such upload, or it is an image already. */
        record NotFound() implements Result {}
    }
}
