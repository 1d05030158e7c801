package dev.darkroom.adapter.http;

import dev.darkroom.domain.model.Actor;
import dev.darkroom.domain.port.in.Authenticate;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who a request comes from: whoever a bearer token names (RFC 6750), or anyone where there is no sign-in. It goes before every
 * route that works on somebody's behalf.
 */
final class Actors implements Handler {
    private static final String ATTRIBUTE = Actors.class.getName();

    /** RFC 6750, section 2.1; the scheme's name is read in any case (RFC 9110, section 11.1). */
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9._~+/-]+=*)");

    private final @Nullable Authenticate authenticate;
    private final RateLimit rateLimit;

    /**
     * @param authenticate null where there is no sign-in
     * @param rateLimit counts those who do not sign in
     */
    Actors(@Nullable Authenticate authenticate, RateLimit rateLimit) {
        this.authenticate = authenticate;
        this.rateLimit = rateLimit;
    }

    @Override
    public void handle(Context ctx) {
        Actor actor = authenticate == null ? new Actor.Anyone() : signedInOrCounted(ctx, authenticate);
        ctx.req().setAttribute(ATTRIBUTE, actor);
        switch (actor) {
            case Actor.Anyone() -> {}
            case Actor.User(var id) -> RequestScope.setUser(ctx.req(), id.value());
            case Actor.Admin(var id) -> RequestScope.setUser(ctx.req(), id.value());
        }
    }

    /** Whoever tries tokens out is stopped by their address. */
    private Actor signedInOrCounted(Context ctx, Authenticate authenticate) {
        try {
            return signedIn(ctx, authenticate);
        } catch (ProblemException refused) {
            rateLimit.take(ctx.req());
            throw refused;
        }
    }

    private static Actor signedIn(Context ctx, Authenticate authenticate) {
        String header = ctx.header("Authorization");
        if (header == null) {
            // Who brings nothing is told what to bring, and no error (RFC 6750, section 3.1).
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

    /** On whose behalf the request is answered; a route that this handler is not before has nobody, and fails. */
    static Actor of(HttpServletRequest request) {
        return Objects.requireNonNull((Actor) request.getAttribute(ATTRIBUTE));
    }

    /** The same, or null before it is known, and on routes where it does not matter. */
    static @Nullable Actor ifKnown(HttpServletRequest request) {
        return (Actor) request.getAttribute(ATTRIBUTE);
    }

    /** A picture for somebody else. */
    static ProblemException notAllowed() {
        return new ProblemException(ErrorCode.FORBIDDEN,
                "user_id is not whom the token is for: leave it out, or sign in as that user");
    }
}
