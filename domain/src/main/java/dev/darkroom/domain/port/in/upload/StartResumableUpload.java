package dev.darkroom.domain.port.in.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.object.Filename;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Starts a resumable upload, whose bytes arrive in any number of requests. Thread-safe. */
public interface StartResumableUpload {
    /**
     * Announces the image. An upload that is not finished within {@link StartUpload#COMPLETE_WITHIN} is removed by {@link
     * dev.darkroom.domain.port.in.operations.Reconcile}.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is unavailable
     */
    Result start(Command command);

    /**
     * The declared picture.
     *
     * @param owner of the image, or null for the actor
     * @param filename null when the client gave none
     * @param length the number of bytes of the whole upload, or null if an append tells it
     * @param metadata the client's own text, which it receives when it asks for the upload; null for none
     * @param returnsExisting whether an image of the owner that was made of the same bytes is returned instead of a second one
     */
    record Command(
            Actor actor,
            @Nullable UserId owner,
            @Nullable Filename filename,
            ImageDetails details,
            @Nullable Long length,
            @Nullable String metadata,
            boolean returnsExisting) {
        /** @throws InvalidValueException when the length is negative */
        public Command {
            if (length != null && length < 0) {
                throw new InvalidValueException("Upload-Length", "must be at least 0");
            }
        }

        /** One that makes an image in any case. */
        public Command(
                Actor actor, @Nullable UserId owner, @Nullable Filename filename, ImageDetails details,
                @Nullable Long length, @Nullable String metadata) {
            this(actor, owner, filename, details, length, metadata, false);
        }
    }

    /** The result of {@link #start}. */
    sealed interface Result {
        /**
         * The service accepts the bytes now.
         *
         * @param id of the upload; the image that it makes has another id
         * @param expiresAt the last moment at which it accepts them
         */
        record Started(ImageId id, Instant expiresAt) implements Result {}

        /** The actor may not store pictures for that owner, or there is no owner. */
        record NotAllowed() implements Result {}

        /** The length is over the limit, in bytes. */
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
