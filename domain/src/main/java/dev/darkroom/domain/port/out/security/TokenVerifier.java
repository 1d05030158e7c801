package dev.darkroom.domain.port.out.security;

import java.util.Set;

/**
 * Checks the tokens of an issuer: who signed them, with which algorithm, for whom, and from when until when. Thread-safe.
 */
public interface TokenVerifier {
    /**
     * Checks one token.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the issuer's keys are needed and out of reach
     */
    Verification verify(String token);

    /** What a token turned out to be. */
    sealed interface Verification {
        /**
         * It is good now.
         *
         * @param subject whom it is about, as the issuer writes it
         * @param roles that the issuer gives them
         */
        record Valid(String subject, Set<String> roles) implements Verification {
            public Valid {
                roles = Set.copyOf(roles);
            }
        }

        /** It is not; the detail is a sentence for its bearer. */
        record Invalid(String detail) implements Verification {}
    }
}
