package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.http.web.GallerySettings.OidcClient;
import dev.darkroom.adapter.identity.JwtSettings;
import org.jspecify.annotations.Nullable;

/** How requests are authenticated. */
public sealed interface AuthConfig {
    /** No authentication. Every client that can reach the service may do everything. */
    record None() implements AuthConfig {}

    /**
     * By JSON Web Tokens.
     *
     * @param gallery the OpenID Connect client of the gallery page, or null if users of the gallery enter a token
     */
    record Jwt(JwtSettings settings, @Nullable OidcClient gallery) implements AuthConfig {}
}
