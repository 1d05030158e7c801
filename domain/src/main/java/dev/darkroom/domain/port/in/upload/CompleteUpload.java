package dev.darkroom.domain.port.in.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;

/** Completes a direct upload: makes an image of its bytes. Thread-safe. */
public interface CompleteUpload {
    /**
     * Checks the bytes as {@link UploadImage} does and stores the image. When it returns {@link Result.Completed}, the image is
     * durable and readable by its id. Calls can be concurrent, and can be repeated after a failure: all return the same
     * image. Bytes that fail a check are removed, and so is the upload.
     *
     * @param id of the upload
     * @param returnsExisting whether an image of the owner that was made of the same bytes is returned instead of a second one, although the start
     *     of the upload did not say so
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable, or
     *     too many uploads are being completed; the call can then be repeated
     */
    Result complete(Actor actor, ImageId id, boolean returnsExisting);

    /** Completes the upload as its start said. */
    default Result complete(Actor actor, ImageId id) {
        return complete(actor, id, false);
    }

    /** The result of {@link #complete}. Each detail is a sentence for the client. */
    sealed interface Result {
        /** Stored, by this call or an earlier one. */
        record Completed(Image image) implements Result {}

        /** Not stored, because the owner has this image of the same bytes. The upload was removed. */
        record Existing(Image image) implements Result {}

        /** The bytes have not arrived. */
        record Incomplete() implements Result {}

        /** Not a picture of an accepted type. */
        record Unsupported(String detail) implements Result {}

        /** Another number of bytes than declared, or an accepted type that is damaged or has too many pixels. */
        record Damaged(String detail) implements Result {}

        /** There is no such upload, it was cancelled, failed its checks or expired, or it is not the actor's. */
        record NotFound() implements Result {}

        /**
         * The picture exceeds its owner's quota. The bytes stay, and the call can be repeated when the quota allows it.
         *
         * @param maxBytes the quota of an owner
         * @param usedBytes the used quota of this owner, including uploads in progress
         */
        record QuotaExceeded(long maxBytes, long usedBytes) implements Result {}
    }
}
