package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.http.web.GallerySettings.OidcClient;
import dev.darkroom.adapter.identity.JwtSettings;
import org.jspecify.annotations.Nullable;

/** How it is known who a request comes from. */
public sealed interface AuthConfig {
    /** Not at all: whoever reaches the service may do everything. */
    record None() implements AuthConfig {}

    /**
     * By the tokens of an issuer.
     *
     * @param gallery how the gallery page gets one, or null when its visitors bring one
     */
    record Jwt(JwtSettings settings, @Nullable OidcClient gallery) implements AuthConfig {}
}
