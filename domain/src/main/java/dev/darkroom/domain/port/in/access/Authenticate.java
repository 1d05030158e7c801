package dev.darkroom.domain.port.in.access;

import dev.darkroom.domain.model.access.Actor;

/** Tells who somebody is. Thread-safe. */
public interface Authenticate {
    /** The role whose holders are {@linkplain Actor.Admin admins}. */
    String ADMIN_ROLE = "admin";

    /**
     * Checks a token that somebody brings.
     *
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when the keys to check it with are out of reach
     */
    Result authenticate(String token);

    /** What became of it. */
    sealed interface Result {
        /** The token is good until it expires; this call says nothing about the next one. */
        record Authenticated(Actor actor) implements Result {}

        /** It is not; the detail is a sentence for its bearer and says nothing about keys. */
        record Refused(String detail) implements Result {}
    }
}
