package dev.darkroom.domain.model.object;

import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * An address to which anybody can PUT one object for a while.
 *
 * @param url absolute, or relative to this server when it takes the object itself
 * @param headers by name, what the request must carry exactly so
 * @param expiresAt the url works until then and not after
 */
public record SignedUpload(URI url, Map<String, String> headers, Instant expiresAt) {
    public SignedUpload {
        headers = Map.copyOf(headers);
    }
}
