package dev.darkroom.domain.port.in.blob;

import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.StoredObject;
import java.io.InputStream;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Serves objects at this server's own presigned URLs, if the store has none. Thread-safe. */
public interface FetchBlob {
    /**
     * Verifies a URL and finds its object.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the store is unavailable
     */
    Result fetch(Query query);

    /**
     * A requested URL.
     *
     * @param objectKey the decoded path below the root of the presigned URLs
     * @param parameters the decoded query parameters
     */
    record Query(String objectKey, Map<String, String> parameters) {}

    /** The result of {@link #fetch}. */
    sealed interface Result {
        /** The object, to read in parts or as a whole. */
        record Found(StoredObject object, ContentType contentType, Disposition disposition, Instant expiresAt,
                Reader reader)
                implements Result {}

        /** The URL is valid, but its object was deleted. */
        record NotFound() implements Result {}

        /** The URL has expired. */
        record Expired() implements Result {}

        /** The URL was not signed here for a download, or was altered. */
        record Forged() implements Result {}
    }

    /** Opens parts of the object that was found. */
    interface Reader {
        /** A part, up to the object's end, which the caller closes; empty if the object was deleted meanwhile. */
        Optional<InputStream> open(ByteRange range);
    }
}
