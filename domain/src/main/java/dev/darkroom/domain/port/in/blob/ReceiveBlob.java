package dev.darkroom.domain.port.in.blob;

import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;

/**
 * Takes the bytes of direct uploads at this server's own signed addresses, where the store has none of its own. Thread-safe.
 */
public interface ReceiveBlob {
    /**
     * Checks an address before its body is read.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is out of reach
     */
    Result receive(FetchBlob.Query query);

    /** What an address turned out to be. */
    sealed interface Result {
        /**
         * It takes exactly this.
         *
         * @param writer stores the bytes once they are all here
         */
        record Granted(ContentType contentType, long sizeBytes, Writer writer) implements Result {}

        /** The bytes are there already. */
        record AlreadyThere() implements Result {}

        /** The upload was completed, cancelled or given up. */
        record NotFound() implements Result {}

        /** The address is too old. */
        record Expired() implements Result {}

        /** The address was not made here for this, or was altered. */
        record Forged() implements Result {}
    }

    /** Stores the bytes that were granted. */
    interface Writer {
        /**
         * Stores the bytes durably, unless another request was faster.
         *
         * @param content of exactly the size that was granted
         * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is out of reach
         */
        Writing write(Content content);
    }

    /** What became of the bytes. */
    enum Writing {
        /** They are stored. */
        STORED,
        /** Those of another request are there, or on their way. */
        ALREADY_THERE,
        /** Nobody waits for them any more, and they are not stored. */
        NOT_FOUND
    }
}
