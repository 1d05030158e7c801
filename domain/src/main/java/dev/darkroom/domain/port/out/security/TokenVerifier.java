package dev.darkroom.domain.port.out.security;

import java.util.Set;

/**
 * Verifies the tokens of an issuer: signature, algorithm, audience and validity period. Thread-safe.
 */
public interface TokenVerifier {
    /**
     * Verifies one token.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the issuer's keys are needed and unreachable
     */
    Verification verify(String token);

    /** The result of {@link #verify}. */
    sealed interface Verification {
        /**
         * The token is valid now.
         *
         * @param subject as the issuer writes it
         * @param roles of the subject
         */
        record Valid(String subject, Set<String> roles) implements Verification {
            public Valid {
                roles = Set.copyOf(roles);
            }
        }

        /** The token is not valid. The detail is a sentence for the client. */
        record Invalid(String detail) implements Verification {}
    }
}
