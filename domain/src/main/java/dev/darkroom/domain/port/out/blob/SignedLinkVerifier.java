package dev.darkroom.domain.port.out.blob;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import java.time.Instant;
import java.util.Map;

/** Verifies the presigned URLs of a {@link UrlSigner} whose objects this server serves itself. Thread-safe. */
public interface SignedLinkVerifier {
    /**
     * Verifies a requested URL.
     *
     * @param objectKey the decoded path below the signer's root
     * @param query the decoded query parameters; a parameter that is not the signer's own makes the URL invalid
     */
    Verification verify(String objectKey, Map<String, String> query);

    /** The result of {@link #verify}. */
    sealed interface Verification {
        /** A valid URL for GET. */
        record Granted(ObjectKey key, ContentType contentType, Disposition disposition, Instant expiresAt)
                implements Verification {}

        /** A valid URL for PUT. */
        record UploadGranted(ObjectKey key, ContentType contentType, long sizeBytes) implements Verification {}

        /** A URL that was signed here and has expired. */
        record Expired() implements Verification {}

        /** A URL that was not signed here, or was altered. */
        record Forged() implements Verification {}
    }
}
