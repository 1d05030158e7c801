package dev.darkroom.domain.port.in.upload;

import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Stores a picture. Thread-safe. */
public interface UploadImage {
    /** How long a key is stored, from the first upload that used it. */
    Duration KEY_LIFE = Duration.ofHours(24);

    /**
     * Stores a picture. When it returns {@link Result.Uploaded}, the image is durable and readable by its id. In every other
     * case, including an exception, {@link dev.darkroom.domain.port.in.operations.Reconcile} removes everything that is left.
     *
     * <p>With a key, all calls of one caller with that key and the same request within {@link #KEY_LIFE} store one picture, in
     * any number of processes and whichever of them fail. A refused call does not use the key. After an exception the picture
     * may have been stored: a repeated call returns it or stores it.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable
     */
    Result upload(Command command);

    /**
     * A picture to store.
     *
     * @param owner of the image, or null for the actor
     * @param filename null when the client gave none
     * @param content the bytes received
     * @param key with which the caller repeats the upload if it receives no response, or null
     * @param returnsExisting whether an image of the owner that was made of the same bytes is returned instead of a second one. Images in the trash
     *     do not count. Concurrent calls with the same bytes make one image
     */
    record Command(
            Actor actor, @Nullable UserId owner, @Nullable Filename filename, ImageDetails details, Content content,
            @Nullable IdempotencyKey key, boolean returnsExisting) {

        /** Without a key. */
        public Command(
                Actor actor, @Nullable UserId owner, @Nullable Filename filename, ImageDetails details,
                Content content) {
            this(actor, owner, filename, details, content, null, false);
        }

        /** The same upload with a key. */
        public Command under(IdempotencyKey newKey) {
            return new Command(actor, owner, filename, details, content, newKey, returnsExisting);
        }

        /** The same upload, which returns an existing image. */
        public Command unlessExisting() {
            return new Command(actor, owner, filename, details, content, key, true);
        }
    }

    /** The result of {@link #upload}. Each detail is a sentence for the client. */
    sealed interface Result {
        /** Stored. */
        record Uploaded(Image image) implements Result {}

        /** Stored by an earlier call with the same key and request. This is the image as it was stored then. */
        record Replayed(Image image) implements Result {}

        /** Not stored, because the owner has this image of the same bytes. */
        record Existing(Image image) implements Result {}

        /** The key was used for another request. */
        record KeyReused() implements Result {}

        /** An earlier call with the same key and request, or with the same bytes, is in progress. A repeated call returns its result a little later. */
        record InFlight() implements Result {}

        /** The actor may not store pictures for that owner, or there is no owner. */
        record NotAllowed() implements Result {}

        /** Not a picture of an accepted type. */
        record Unsupported(String detail) implements Result {}

        /** An accepted type, but damaged, truncated, or with more pixels than the limits allow. */
        record Damaged(String detail) implements Result {}

        /**
         * The picture exceeds its owner's quota.
         *
         * @param maxBytes the quota of an owner
         * @param usedBytes the used quota of this owner, including uploads in progress
         */
        record QuotaExceeded(long maxBytes, long usedBytes) implements Result {}
    }
}
