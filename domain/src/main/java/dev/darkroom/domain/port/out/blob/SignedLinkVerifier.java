package dev.darkroom.domain.port.out.blob;

import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import java.time.Instant;
import java.util.Map;

/** Checks the addresses of a {@link UrlSigner} whose objects this server serves itself. Thread-safe. */
public interface SignedLinkVerifier {
    /**
     * Checks an address as it came back.
     *
     * @param objectKey the path behind the signer's root, decoded
     * @param query the query parameters, decoded; one that is not the signer's own is a reason to refuse
     */
    Verification verify(String objectKey, Map<String, String> query);

    /** What an address turned out to be. */
    sealed interface Verification {
        /** It grants to fetch this. */
        record Granted(ObjectKey key, ContentType contentType, Disposition disposition, Instant expiresAt)
                implements Verification {}

        /** It grants to store this. */
        record UploadGranted(ObjectKey key, ContentType contentType, long sizeBytes) implements Verification {}

        /** It was signed here, and its time is over. */
        record Expired() implements Verification {}

        /** It was not signed here, or was altered since. */
        record Forged() implements Verification {}
    }
}
