package dev.darkroom.domain.port.in.blob;

import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.StoredObject;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Serves objects at this server's own signed addresses, where the store has none of its own. Thread-safe. */
public interface FetchBlob {
    /**
     * Checks an address and finds its object.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store is out of reach
     */
    Result fetch(Query query);

    /**
     * An address as it came back.
     *
     * @param objectKey the path behind the root of the signed addresses, decoded
     * @param parameters the query parameters, decoded
     */
    record Query(String objectKey, Map<String, String> parameters) {}

    /** What became of the query. */
    sealed interface Result {
        /** The object, to be read in parts or as a whole. */
        record Found(StoredObject object, ContentType contentType, Disposition disposition, Instant expiresAt,
                Reader reader)
                implements Result {}

        /** The address was good and its object is gone. */
        record NotFound() implements Result {}

        /** The address is too old. */
        record Expired() implements Result {}

        /** The address was not made here, or was altered. */
        record Forged() implements Result {}
    }

    /** Opens parts of the object that was found. */
    interface Reader {
        /** A part, cut at the object's end, which the caller closes; empty when the object is gone meanwhile. */
        Optional<InputStream> open(ByteRange range);
    }
}
