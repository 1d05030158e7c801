package dev.darkroom.domain.model.object;

import java.net.URI;
import java.time.Instant;

/**
 * A presigned URL for GET of one object, without other credentials, for a limited time.
 *
 * @param url absolute, or relative to this server if it serves the object itself
 * @param expiresAt the URL is valid until then
 */
public record PresignedUrl(URI url, Instant expiresAt) {}
