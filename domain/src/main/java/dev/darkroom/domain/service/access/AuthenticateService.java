package dev.darkroom.domain.service.access;

import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.port.in.access.Authenticate;
import dev.darkroom.domain.port.out.security.TokenVerifier;
import dev.darkroom.domain.port.out.security.TokenVerifier.Verification;
import java.util.Set;

/** Turns the subject and roles of a token into an actor. */
public final class AuthenticateService implements Authenticate {
    private final TokenVerifier verifier;

    public AuthenticateService(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public Result authenticate(String token) {
        return switch (verifier.verify(token)) {
            case Verification.Valid(String subject, Set<String> roles) -> actor(subject, roles);
            case Verification.Invalid(String detail) -> new Result.Refused(detail);
        };
    }

    private static Result actor(String subject, Set<String> roles) {
        try {
            UserId id = new UserId(subject);
            return new Result.Authenticated(roles.contains(ADMIN_ROLE) ? new Actor.Admin(id) : new Actor.User(id));
        } catch (InvalidValueException e) {
            return new Result.Refused("The token's subject is not 1 to 128 of A-Z a-z 0-9 . _ : @ | -");
        }
    }
}
