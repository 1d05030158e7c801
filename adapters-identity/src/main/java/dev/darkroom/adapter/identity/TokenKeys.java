package dev.darkroom.adapter.identity;

import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The keys that verify the tokens of the issuer. */
public sealed interface TokenKeys {
    /** Whether these keys can verify tokens of this algorithm. */
    boolean fit(JwtAlgorithm algorithm);

    /** Public keys at a URL (a JWK set, RFC 7517). */
    record Published(URI address) implements TokenKeys {
        @Override
        public boolean fit(JwtAlgorithm algorithm) {
            return !algorithm.isSymmetric();
        }
    }

    /** A secret that is shared with the issuer; its bytes are its UTF-8 form. */
    record Shared(String secret) implements TokenKeys {
        @Override
        public boolean fit(JwtAlgorithm algorithm) {
            return algorithm.isSymmetric() && bytes().length >= algorithm.minSecretBytes();
        }

        byte[] bytes() {
            return secret.getBytes(StandardCharsets.UTF_8);
        }

        /** Omits the secret. */
        @Override
        public String toString() {
            return "Shared[secret=…]";
        }
    }
}
