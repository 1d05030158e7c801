package dev.darkroom.bootstrap.configuration;

import dev.darkroom.adapter.identity.JwtSettings;

/** How it is known who a request comes from. */
public sealed interface AuthConfig {
    /** Not at all: whoever reaches the service may do everything. */
    record None() implements AuthConfig {}

    /** By the tokens of an issuer. */
    record Jwt(JwtSettings settings) implements AuthConfig {}
}
