package dev.darkroom.domain.model.object;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * A presigned URL for one PUT of an object, without other credentials, for a limited time.
 *
 * @param url absolute, or relative to this server if it receives the object itself
 * @param headers by name, the headers that the request must have with exactly these values
 * @param expiresAt the URL is valid until then
 */
public record SignedUpload(URI url, Map<String, String> headers, Instant expiresAt) {
    public SignedUpload {
        headers = Map.copyOf(headers);
    }
}
