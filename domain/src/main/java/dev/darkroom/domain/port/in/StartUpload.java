package dev.darkroom.domain.port.in;

import dev.darkroom.domain.model.DirectUpload;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.SignedUpload;
import java.time.Duration;

/** Starts an upload whose bytes go straight to the store. Thread-safe. */
public interface StartUpload {
    /** How long after its start an upload can be completed. */
    Duration COMPLETE_WITHIN = Duration.ofHours(24);

    /** How long the address takes the bytes. */
    Duration URL_VALIDITY = Duration.ofHours(1);

    /**
     * Announces the image and gives an address for its bytes. What is not {@linkplain CompleteUpload completed} within
     * {@link #COMPLETE_WITHIN} is removed by {@link Reconcile}.
     *
     * @throws dev.darkroom.domain.port.out.StorageException.Unavailable when the catalogue is out of reach
     */
    Result start(DirectUpload upload);

    /** What became of the command. */
    sealed interface Result {
        /**
         * The bytes are waited for.
         *
         * @param id of the upload, and of the image that it will be
         */
        record Started(ImageId id, SignedUpload upload) implements Result {}

        /** The declared size is over the limit, in bytes. */
        record TooLarge(long maxBytes) implements Result {}
    }
}
