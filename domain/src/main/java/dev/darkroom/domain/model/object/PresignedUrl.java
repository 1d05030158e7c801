package dev.darkroom.domain.model.object;

import java.net.URI;
import java.time.Instant;

/**
 * An address at which anybody can fetch one object for a while.
 *
 * @param url absolute, or relative to this server when it serves the object itself
 * @param expiresAt the url works until then and not after
 */
public record PresignedUrl(URI url, Instant expiresAt) {}
