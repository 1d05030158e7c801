package dev.darkroom.adapter.identity;

import java.util.Set;

/**
 * Which tokens are good.
 *
 * @param algorithms that a token may be signed with, all of which fit the keys; what a token says never widens this
 * @param issuer the claim {@code iss} of a good token
 * @param audience what its claim {@code aud} has to name
 */
public record JwtSettings(TokenKeys keys, Set<JwtAlgorithm> algorithms, String issuer, String audience) {
    /** @throws IllegalArgumentException when there is no algorithm, or one that does not fit the keys */
    public JwtSettings {
        algorithms = Set.copyOf(algorithms);
        if (algorithms.isEmpty() || !algorithms.stream().allMatch(keys::fit)) {
            throw new IllegalArgumentException("The keys do not fit the algorithms " + algorithms);
        }
    }
}
