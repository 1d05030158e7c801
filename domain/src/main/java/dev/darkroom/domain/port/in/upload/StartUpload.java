package dev.darkroom.domain.port.in.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.SignedUpload;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Starts a direct upload, whose bytes the client sends to the store itself. Thread-safe. */
public interface StartUpload {
    /** How long after its start an upload can be completed. */
    Duration COMPLETE_WITHIN = Duration.ofHours(24);

    /** How long the URL accepts the bytes. */
    Duration URL_VALIDITY = Duration.ofHours(1);

    /**
     * Announces the image and returns a presigned URL for its bytes. An upload that is not {@linkplain CompleteUpload
     * completed} within {@link #COMPLETE_WITHIN} is removed by {@link dev.darkroom.domain.port.in.operations.Reconcile}.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable
     */
    Result start(Command command);

    /**
     * The declared picture.
     *
     * @param owner of the image, or null for the actor
     * @param filename null when the client gave none
     * @param contentType as declared; the bytes may be of another type
     * @param sizeBytes as declared, at least 1
     * @param returnsExisting whether an image of the owner that was made of the same bytes is returned instead of a second one
     */
    record Command(
            Actor actor,
            @Nullable UserId owner,
            @Nullable Filename filename,
            ImageDetails details,
            ContentType contentType,
            long sizeBytes,
            boolean returnsExisting) {
        /** One that makes an image in any case. */
        public Command(
                Actor actor, @Nullable UserId owner, @Nullable Filename filename, ImageDetails details,
                ContentType contentType, long sizeBytes) {
            this(actor, owner, filename, details, contentType, sizeBytes, false);
        }
    }

    /** The result of {@link #start}. */
    sealed interface Result {
        /**
         * The store accepts the bytes now.
         *
         * @param id of the upload, and of the image that it makes
         * @param owner of the image
         */
        record Started(ImageId id, UserId owner, SignedUpload upload) implements Result {}

        /** The actor may not store pictures for that owner, or there is no owner. */
        record NotAllowed() implements Result {}

        /** The declared size is over the limit, in bytes. */
        record TooLarge(long maxBytes) implements Result {}

        /**
         * The picture exceeds its owner's quota.
         *
         * @param maxBytes the quota of an owner
         * @param usedBytes the used quota of this owner, including uploads in progress
         */
        record QuotaExceeded(long maxBytes, long usedBytes) implements Result {}
    }
}
