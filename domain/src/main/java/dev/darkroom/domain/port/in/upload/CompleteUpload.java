package dev.darkroom.domain.port.in.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;

/** Makes an image of the bytes of a direct upload. Thread-safe. */
public interface CompleteUpload {
    /**
     * Checks the bytes as {@link UploadImage} does, stores the image durably, and then answers {@link Result.Completed};
     * from then on it is readable by its id. It can be repeated, also at once and after a failure: every call that completes
     * gives the same image. Bytes that fail a check are removed, and the upload with them.
     *
     * @param id of the upload
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is out of reach, or
     *     too many uploads are being completed; the call can then be repeated
     */
    Result complete(Actor actor, ImageId id);

    /** What became of the command. Each detail is a sentence for the client. */
    sealed interface Result {
        /** Stored, now or by an earlier call. */
        record Completed(Image image) implements Result {}

        /** The bytes are not there yet. */
        record Incomplete() implements Result {}

        /** Not a picture of an accepted type. */
        record Unsupported(String detail) implements Result {}

        /** Not as many bytes as declared, or an accepted type that is damaged or too large in pixels. */
        record Damaged(String detail) implements Result {}

        /** There is no such upload, or it was cancelled, failed its checks, expired, or is not the actor's. */
        record NotFound() implements Result {}

        /**
         * Its owner's quota has no room for it. The bytes stay, and the call can be repeated when there is room.
         *
         * @param maxBytes how much an owner may have
         * @param usedBytes how much this one has, uploads under way included
         */
        record QuotaExceeded(long maxBytes, long usedBytes) implements Result {}
    }
}
