package dev.darkroom.domain.port.in.access;

import dev.darkroom.domain.model.access.Actor;

/** Authenticates a caller by a token. Thread-safe. */
public interface Authenticate {
    /** The role of {@linkplain Actor.Admin admins}. */
    String ADMIN_ROLE = "admin";

    /**
     * Verifies a token.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the keys to verify it are unavailable
     */
    Result authenticate(String token);

    /** The result of {@link #authenticate}. */
    sealed interface Result {
        /** The token is valid now. It may be refused in the next call. */
        record Authenticated(Actor actor) implements Result {}

        /** The token is invalid. The detail is a sentence for the client and says nothing about keys. */
        record Refused(String detail) implements Result {}
    }
}
