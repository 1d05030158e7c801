package dev.darkroom.domain.port.in.blob;

import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;

/**
 * Receives the bytes of direct uploads at this server's own presigned URLs, if the store has none. Thread-safe.
 */
public interface ReceiveBlob {
    /**
     * Verifies the URL of a request before its body is read.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable
     */
    Result receive(FetchBlob.Query query);

    /** The result of {@link #receive}. */
    sealed interface Result {
        /**
         * The URL allows a body of exactly this type and size.
         *
         * @param writer stores the bytes when all have arrived
         */
        record Granted(ContentType contentType, long sizeBytes, Writer writer) implements Result {}

        /** The bytes are stored already. */
        record AlreadyThere() implements Result {}

        /** The upload was completed, cancelled or abandoned. */
        record NotFound() implements Result {}

        /** The URL has expired. */
        record Expired() implements Result {}

        /** The URL was not signed here for an upload, or was altered. */
        record Forged() implements Result {}
    }

    /** Stores the bytes of a granted request. */
    interface Writer {
        /**
         * Stores the bytes durably, unless a concurrent request was faster.
         *
         * @param content of exactly the granted size
         * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store or the catalog is unavailable
         */
        Writing write(Content content);
    }

    /** The result of {@link Writer#write}. */
    enum Writing {
        /** The bytes are stored. */
        STORED,
        /** The bytes of another request are stored or being stored. */
        ALREADY_THERE,
        /** The upload is over, and the bytes are not stored. */
        NOT_FOUND
    }
}
