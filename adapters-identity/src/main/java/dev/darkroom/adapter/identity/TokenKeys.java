package dev.darkroom.adapter.identity;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** What the tokens of the issuer are checked with. */
public sealed interface TokenKeys {
    /** Whether tokens with this algorithm can be checked with them. */
    boolean fit(JwtAlgorithm algorithm);

    /** The public keys at an address (a JWK set, RFC 7517). */
    record Published(URI address) implements TokenKeys {
        @Override
        public boolean fit(JwtAlgorithm algorithm) {
            return !algorithm.isSymmetric();
        }
    }

    /** A secret that the issuer has too; it counts as UTF-8. */
    record Shared(String secret) implements TokenKeys {
        @Override
        public boolean fit(JwtAlgorithm algorithm) {
            return algorithm.isSymmetric() && bytes().length >= algorithm.minSecretBytes();
        }

        byte[] bytes() {
            return secret.getBytes(StandardCharsets.UTF_8);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Shared[secret=…]";
        }
    }
}
