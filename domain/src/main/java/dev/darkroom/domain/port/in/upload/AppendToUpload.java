package dev.darkroom.domain.port.in.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Content;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Receives the bytes of a resumable upload, and makes an image of them after the last one. Thread-safe. */
public interface AppendToUpload {
    /**
     * The progress of an upload. If all bytes have arrived and a failure has prevented the image, it is made now.
     *
     * @param returnsExisting as in {@link Command}
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable; the call can be repeated
     */
    Result find(Actor actor, ImageId id, boolean returnsExisting);

    /** The progress of an upload as its start said. */
    default Result find(Actor actor, ImageId id) {
        return find(actor, id, false);
    }

    /**
     * Adds bytes to an upload. When it returns, they are durable. Of concurrent calls with the same offset, one adds its bytes, and the
     * others change nothing. With the last byte, the upload gets all checks of {@link UploadImage}. If it fails one, it is removed.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable, or too many uploads are
     *     being finished; the client finds out how many bytes arrived by {@link #find}
     */
    Result append(Command command);

    /**
     * Bytes of an upload.
     *
     * @param offset of the first byte
     * @param content may be empty
     * @param length the number of bytes of the whole upload if this call tells it, otherwise null
     * @param isLast whether the upload ends with these bytes
     * @param returnsExisting whether an image of the owner that was made of the same bytes is returned instead of a second one, although the start
     *     of the upload did not say so
     */
    record Command(
            Actor actor, ImageId id, long offset, Content content, @Nullable Long length, boolean isLast,
            boolean returnsExisting) {
        /** One that makes an image unless the start of the upload said otherwise. */
        public Command(
                Actor actor, ImageId id, long offset, Content content, @Nullable Long length, boolean isLast) {
            this(actor, id, offset, content, length, isLast, false);
        }
    }

    /** The result of {@link #find} and {@link #append}. Each detail is a sentence for the client. */
    sealed interface Result {
        /**
         * More bytes are missing.
         *
         * @param offset how many bytes have arrived
         * @param length of the whole upload; null if it is not known yet
         * @param metadata the client's own text; null if it gave none
         */
        record Receiving(long offset, @Nullable Long length, Instant expiresAt, @Nullable String metadata)
                implements Result {}

        /**
         * The image is stored, by this call or an earlier one.
         *
         * @param existed whether it is an image of the same bytes that the owner had before
         * @param length how many bytes were received; the image may have fewer
         * @param metadata the client's own text; null if it gave none
         */
        record Finished(Image image, boolean existed, long length, @Nullable String metadata) implements Result {}

        /** The bytes do not follow those that arrived. Nothing changed. */
        record WrongOffset(long offset) implements Result {}

        /** The bytes, or the length of this call, contradict the length of the upload. Nothing changed. */
        record WrongLength(String detail) implements Result {}

        /** The upload would exceed the limit, in bytes. Nothing changed. */
        record TooLarge(long maxBytes) implements Result {}

        /** The upload has the largest number of parts. Nothing changed. */
        record TooManyParts(int maxParts) implements Result {}

        /** There is no such upload, it was cancelled, failed its checks or expired, or it is not the actor's. */
        record NotFound() implements Result {}

        /** Not a picture of an accepted type. The upload was removed. */
        record Unsupported(String detail) implements Result {}

        /** A picture of an accepted type that is damaged or has too many pixels. The upload was removed. */
        record Damaged(String detail) implements Result {}

        /**
         * The upload exceeds its owner's quota. What arrived before stays, and the call can be repeated when the quota allows it.
         *
         * @param maxBytes the quota of an owner
         * @param usedBytes the used quota of this owner, including uploads in progress
         */
        record QuotaExceeded(long maxBytes, long usedBytes) implements Result {}
    }
}
