package dev.darkroom.domain.testkit.contract;

import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier.Verification;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Does what a server must do with a PUT at an address of its own, for signers that only verify. */
public final class SignedPuts {
    private SignedPuts() {}

    /** Stores the text where the address and the headers allow it; tells whether they did. One call at a time. */
    public static synchronized boolean put(Verification verified, BlobStore store, Map<String, String> headers,
            String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean granted = verified instanceof Verification.UploadGranted upload
                && upload.sizeBytes() == bytes.length
                && upload.contentType().mediaType().equals(headers.get("Content-Type"))
                && store.stat(upload.key()).isEmpty();
        if (verified instanceof Verification.UploadGranted upload && granted) {
            store.put(
                    upload.key(),
                    Content.of(bytes),
                    upload.contentType(),
                    Checksum.of(Checksum.newDigest().digest(bytes)));
        }
        return granted;
    }
}
