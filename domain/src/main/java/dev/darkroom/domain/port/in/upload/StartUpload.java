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

/** Starts an upload whose bytes go straight to the store. Thread-safe. */
public interface StartUpload {
    /** How long after its start an upload can be completed. */
    Duration COMPLETE_WITHIN = Duration.ofHours(24);

    /** How long the address takes the bytes. */
    Duration URL_VALIDITY = Duration.ofHours(1);

    /**
     * Announces the image and gives an address for its bytes. What is not {@linkplain CompleteUpload completed} within
     * {@link #COMPLETE_WITHIN} is removed by {@link dev.darkroom.domain.port.in.operations.Reconcile}.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the catalog is out of reach
     */
    Result start(Command command);

    /**
     * What is told about the picture.
     *
     * @param owner whose it will be, or null for the actor's own
     * @param filename null when the client gave none
     * @param contentType what the client declares, which the bytes may belie
     * @param sizeBytes of the bytes to come, at least 1
     */
    record Command(
            Actor actor,
            @Nullable UserId owner,
            @Nullable Filename filename,
            ImageDetails details,
            ContentType contentType,
            long sizeBytes) {}

    /** What became of the command. */
    sealed interface Result {
        /**
         * The bytes are waited for.
         *
         * @param id of the upload, and of the image that it will be
         * @param owner whose it will be
         */
        record Started(ImageId id, UserId owner, SignedUpload upload) implements Result {}

        /** The actor may not store pictures for that owner, or nobody was named whose it is. */
        record NotAllowed() implements Result {}

        /** The declared size is over the limit, in bytes. */
        record TooLarge(long maxBytes) implements Result {}

        /**
         * Its owner's quota has no room for it.
         *
         * @param maxBytes how much an owner may have
         * @param usedBytes how much this one has, uploads under way included
         */
        record QuotaExceeded(long maxBytes, long usedBytes) implements Result {}
    }
}
