package dev.darkroom.adapter.identity;

import java.util.Set;

/**
 * Which tokens are valid.
 *
 * @param algorithms the accepted algorithms, all usable with the keys; the header of a token cannot add one
 * @param issuer the required value of the claim {@code iss}
 * @param audience a value that the claim {@code aud} must contain
 */
public record JwtSettings(TokenKeys keys, Set<JwtAlgorithm> algorithms, String issuer, String audience) {
    /** @throws IllegalArgumentException if there is no algorithm, or one that cannot be used with the keys */
    public JwtSettings {
        algorithms = Set.copyOf(algorithms);
        if (algorithms.isEmpty() || !algorithms.stream().allMatch(keys::fit)) {
            throw new IllegalArgumentException("The keys cannot be used with the algorithms " + algorithms);
        }
    }
}
