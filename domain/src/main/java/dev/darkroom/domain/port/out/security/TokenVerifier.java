package dev.darkroom.domain.port.out.security;

import java.util.Set;

/** Verifies the bearer tokens of one issuer. Thread-safe. */
public interface TokenVerifier {
    /**
     * Verifies a token. It is valid if all of this holds: a key of the issuer signed it, with an algorithm that is accepted; it
     * names the issuer, this service as its audience, and a subject; it has an expiry, which is in the future; and the time
     * before which it is not valid, if it has one, is in the past. Clocks may differ by up to 30 seconds.
     *
     * @param token any text; one that is not a token is invalid
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if the keys of the issuer are needed and cannot be
     *     fetched
     */
    Verification verify(String token);

    /** The result of {@link #verify}. */
    sealed interface Verification {
        /**
         * The token is valid now.
         *
         * @param subject the user, as the issuer names them
         * @param roles the roles that the token gives the user; empty if it has none
         */
        record Valid(String subject, Set<String> roles) implements Verification {
            public Valid {
                roles = Set.copyOf(roles);
            }
        }

        /**
         * The token is not valid.
         *
         * @param detail the reason: a sentence for the client, without its full stop and without any part of the token
         */
        record Invalid(String detail) implements Verification {}
    }
}
