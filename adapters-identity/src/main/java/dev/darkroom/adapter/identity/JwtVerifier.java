package dev.darkroom.adapter.identity;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.darkroom.domain.port.out.security.TokenVerifier;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signed JSON Web Tokens (RFC 7519): the algorithm, the signature, and the claims {@code iss}, {@code aud}, {@code
 * exp}, {@code nbf} and {@code sub}. The settings define the algorithms and the keys; a token chooses neither (RFC 8725,
 * section 3.1). The claim {@code roles} contains the roles, as an array or as names separated by spaces.
 *
 * <p>No key is fetched before the first token is verified. Thread-safe.
 */
public final class JwtVerifier implements TokenVerifier {
    /** The tolerated difference between the clocks of the issuer and this server (RFC 7519, section 4.1.4: "a small leeway"). */
    static final Duration LEEWAY = Duration.ofSeconds(30);

    /** Several times the usual size of a token; the server accepts 16 KiB for all headers of a request. */
    static final int MAX_TOKEN_CHARACTERS = 8 * 1024;

    private static final JOSEObjectType ACCESS_TOKEN = new JOSEObjectType("at+jwt");
    private static final String NOT_SIGNED_BY_THE_ISSUER = "The token is not signed by a key of the issuer";

    private final JwtSettings settings;
    private final Set<JWSAlgorithm> algorithms;
    private final InstantSource clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    public JwtVerifier(JwtSettings settings, InstantSource clock) {
        this(settings, clock, System::nanoTime);
    }

    JwtVerifier(JwtSettings settings, InstantSource clock, LongSupplier nanoTime) {
        this.settings = settings;
        this.clock = clock;
        algorithms = settings.algorithms()
                .stream()
                .map(algorithm -> JWSAlgorithm.parse(algorithm.name()))
                .collect(toUnmodifiableSet());
        JWKSource<SecurityContext> keys = switch (settings.keys()) {
            case TokenKeys.Published(var address) -> new PublishedKeys(address, nanoTime);
            case TokenKeys.Shared shared -> new ImmutableSecret<>(shared.bytes());
        };
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        processor.setJWSTypeVerifier((type, _) -> requireTokenType(type));
        processor.setJWTClaimsSetVerifier((claims, _) -> requireClaims(claims));
    }

    @Override
    public Verification verify(String token) {
        if (token.length() > MAX_TOKEN_CHARACTERS) {
            return new Verification.Invalid("The token is longer than " + MAX_TOKEN_CHARACTERS + " characters");
        }
        try {
            JWT jwt = parse(token);
            if (!(jwt instanceof SignedJWT signed)) {
                return new Verification.Invalid("The token is not a signed JWT");
            }
            if (!algorithms.contains(signed.getHeader().getAlgorithm())) {
                return new Verification.Invalid("The token is not signed with " + settings.algorithms()
                        .stream()
                        .sorted()
                        .map(JwtAlgorithm::name)
                        .collect(joining(" or ")));
            }
            JWTClaimsSet claims = processor.process(signed, null);
            if (isBeyondTheRangeOfDates(signed.getPayload().toJSONObject().get("nbf"))) {
                return new Verification.Invalid("The token is not valid yet");
            }
            return new Verification.Valid(claims.getSubject(), roles(claims.getClaim("roles")));
        } catch (ParseException e) {
            return new Verification.Invalid("The token is not a JWT");
        } catch (BadJWTException e) {
            return new Verification.Invalid(String.valueOf(e.getMessage()));
        } catch (BadJOSEException | JOSEException e) {
            return new Verification.Invalid(NOT_SIGNED_BY_THE_ISSUER);
        }
    }

    /** The library stores milliseconds in 64 bits, and reads a number that does not fit as a time long ago. */
    private static boolean isBeyondTheRangeOfDates(@Nullable Object seconds) {
        return seconds instanceof Number number && number.doubleValue() > Long.MAX_VALUE / 1000.0;
    }

    /** The library throws several exceptions for JSON that is not an object, such as the header {@code null}. */
    private static JWT parse(String token) throws ParseException {
        try {
            return JWTParser.parse(token);
        } catch (RuntimeException e) {
            throw new ParseException(String.valueOf(e.getMessage()), 0);
        }
    }

    /** Issuers sign other kinds of tokens with the same keys, such as logout tokens (RFC 8725, section 3.11). */
    private static void requireTokenType(@Nullable JOSEObjectType type) throws BadJWTException {
        if (type != null && !type.equals(JOSEObjectType.JWT) && !type.equals(ACCESS_TOKEN)) {
            throw new BadJWTException("The token's typ is neither JWT nor at+jwt");
        }
    }

    private void requireClaims(JWTClaimsSet claims) throws BadJWTException {
        Instant now = clock.instant();
        require(claims.getExpirationTime() != null, "The token has no exp claim, so it would never expire");
        require(now.isBefore(claims.getExpirationTime().toInstant().plus(LEEWAY)), "The token has expired");
        require(claims.getNotBeforeTime() == null
                || !now.isBefore(claims.getNotBeforeTime().toInstant().minus(LEEWAY)), "The token is not valid yet");
        require(settings.issuer().equals(claims.getIssuer()), "The token is from another issuer");
        require(claims.getAudience().contains(settings.audience()), "The token is for another audience");
        require(claims.getSubject() != null, "The token has no sub claim");
    }

    private static void require(boolean holds, String detail) throws BadJWTException {
        if (!holds) {
            throw new BadJWTException(detail);
        }
    }

    private static Set<String> roles(@Nullable Object claim) {
        return switch (claim) {
            case String names -> strings(Arrays.stream(names.split(" ")));
            case Collection<?> names -> strings(names.stream());
            case null, default -> Set.of();
        };
    }

    private static Set<String> strings(Stream<?> names) {
        return names.filter(String.class::isInstance).map(String.class::cast).collect(toUnmodifiableSet());
    }
}
