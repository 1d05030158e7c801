package dev.darkroom.adapter.http.edge;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.port.in.access.Authenticate;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the actor of a request: the user of its bearer token (RFC 6750), or {@code Anyone} if there is no sign-in. It runs before every
 * route that needs an actor.
 */
public final class Authentication implements Handler {
    /** RFC 6750, section 2.1. The name of the scheme is case-insensitive (RFC 9110, section 11.1). */
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]+=*)");

    private final @Nullable Authenticate authenticate;
    private final RateLimit rateLimit;

    /**
     * @param authenticate null for no sign-in
     * @param rateLimit counts failed sign-ins
     */
    public Authentication(@Nullable Authenticate authenticate, RateLimit rateLimit) {
        this.authenticate = authenticate;
        this.rateLimit = rateLimit;
    }

    @Override
    public void handle(Context ctx) {
        Actor actor = authenticate == null ? new Actor.Anyone() : signInOrCount(ctx, authenticate);
        RequestContext.of(ctx.req()).setActor(actor);
    }

    /**
     * Whether the token of a request is still valid, for responses that last longer than a token. A token that can't be checked now, because the
     * keys of the issuer are unavailable, counts as valid.
     */
    public boolean isStillSignedIn(Context ctx) {
        if (authenticate == null) {
            return true;
        }
        try {
            return signIn(ctx, authenticate).equals(RequestContext.of(ctx.req()).actor());
        } catch (ProblemException refused) {
            return false;
        } catch (StorageException.Unavailable e) {
            return true;
        }
    }

    /** Failed sign-ins count for the address of the client, which limits guessing of tokens. */
    private Actor signInOrCount(Context ctx, Authenticate authenticate) {
        try {
            return signIn(ctx, authenticate);
        } catch (ProblemException refused) {
            rateLimit.take(ctx.req());
            throw refused;
        }
    }

    private static Actor signIn(Context ctx, Authenticate authenticate) {
        String header = ctx.header("Authorization");
        if (header == null) {
            // A request without credentials gets a challenge without an error code (RFC 6750, section 3.1).
            throw unauthenticated("Sign in: send a token as Authorization: Bearer", "Bearer");
        }
        Matcher bearer = BEARER.matcher(header.strip());
        if (!bearer.matches()) {
            throw unauthenticated("Authorization must be Bearer and one token", "Bearer error=\"invalid_request\"");
        }
        return switch (authenticate.authenticate(bearer.group(1))) {
            case Authenticate.Result.Authenticated(var actor) -> actor;
            case Authenticate.Result.Refused(String detail) -> throw unauthenticated(
                    detail, "Bearer error=\"invalid_token\"");
        };
    }

    private static ProblemException unauthenticated(String detail, String challenge) {
        return new ProblemException(ErrorCode.UNAUTHENTICATED, detail, Map.of("WWW-Authenticate", challenge));
    }
}
