package dev.darkroom.domain.port.out.blob;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import java.time.Instant;
import java.util.Map;

/** Verifies the presigned URLs of a {@link UrlSigner} whose objects this server itself serves. Thread-safe. */
public interface SignedLinkVerifier {
    /**
     * Verifies the URL of a request. A URL works until the instant of its expiry and not after. Whether the object exists does
     * not matter.
     *
     * @param objectKey the path below the signer's root, decoded
     * @param query all query parameters, decoded
     */
    Verification verify(String objectKey, Map<String, String> query);

    /** The result of {@link #verify}. */
    sealed interface Verification {
        /** The URL permits fetching this object, which is to be served with what was signed. */
        record Granted(ObjectKey key, ContentType contentType, Disposition disposition, Instant expiresAt)
                implements Verification {}

        /** The URL permits storing an object of exactly this key, type and size. */
        record UploadGranted(ObjectKey key, ContentType contentType, long sizeBytes) implements Verification {}

        /** The URL was signed here, and has expired. */
        record Expired() implements Verification {}

        /**
         * The URL was not signed here, or its key or a parameter was changed, added or removed since. An expired URL that was
         * changed is forged.
         */
        record Forged() implements Verification {}
    }
}
