package dev.darkroom.bootstrap.configuration;

import static java.util.stream.Collectors.joining;

import dev.darkroom.adapter.http.web.GallerySettings.OidcClient;
import dev.darkroom.adapter.identity.JwtAlgorithm;
import dev.darkroom.adapter.identity.JwtSettings;
import dev.darkroom.adapter.identity.TokenKeys;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the variables of authentication. Error messages contain no secrets. */
final class AuthVariables {
    private static final List<Variable> JWT_VARIABLES = List.of(
            Variable.DARKROOM_JWT_JWKS_URL,
            Variable.DARKROOM_JWT_SECRET,
            Variable.DARKROOM_JWT_ISSUER,
            Variable.DARKROOM_JWT_AUDIENCE,
            Variable.DARKROOM_JWT_ALGORITHMS,
            Variable.DARKROOM_OIDC_ISSUER,
            Variable.DARKROOM_OIDC_CLIENT_ID);

    private static final Pattern SEPARATOR = Pattern.compile("[, ]+");

    private final Environment environment;

    private AuthVariables(Environment environment) {
        this.environment = environment;
    }

    private enum AuthKind {
        NONE,
        JWT
    }

    static AuthConfig read(Environment environment) {
        AuthVariables variables = new AuthVariables(environment);
        return switch (environment.choice(Variable.DARKROOM_AUTH, AuthKind.class)) {
            case NONE -> variables.none();
            case JWT -> new AuthConfig.Jwt(variables.jwt(), variables.gallery());
        };
    }

    /** An operator who configures tokens expects that they are required. */
    private AuthConfig none() {
        JWT_VARIABLES.stream().filter(variable -> environment.given(variable).isPresent()).findFirst()
                .ifPresent(variable -> {
                    throw new BadConfigurationException(
                            variable + " is set, but " + Variable.DARKROOM_AUTH + " is none: set it to jwt, or remove "
                                    + variable
                                    + ".");
                });
        return new AuthConfig.None();
    }

    private JwtSettings jwt() {
        TokenKeys keys = keys();
        return new JwtSettings(
                keys,
                algorithms(keys),
                required(Variable.DARKROOM_JWT_ISSUER),
                required(Variable.DARKROOM_JWT_AUDIENCE));
    }

    private @Nullable OidcClient gallery() {
        URI issuer = environment.address(Variable.DARKROOM_OIDC_ISSUER);
        Optional<String> clientId = environment.given(Variable.DARKROOM_OIDC_CLIENT_ID);
        if (issuer == null && clientId.isEmpty()) {
            return null;
        }
        if (issuer == null || clientId.isEmpty()) {
            throw new BadConfigurationException(
                    Variable.DARKROOM_OIDC_ISSUER + " and " + Variable.DARKROOM_OIDC_CLIENT_ID
                            + " belong together: set both or neither.");
        }
        return new OidcClient(issuer, clientId.get());
    }

    private TokenKeys keys() {
        Optional<String> secret = environment.given(Variable.DARKROOM_JWT_SECRET);
        Optional<String> address = environment.given(Variable.DARKROOM_JWT_JWKS_URL);
        if (secret.isPresent() == address.isPresent()) {
            throw new BadConfigurationException(
                    Variable.DARKROOM_AUTH + "=jwt needs exactly one of " + Variable.DARKROOM_JWT_JWKS_URL + " and "
                            + Variable.DARKROOM_JWT_SECRET + ", but "
                            + (secret.isPresent() ? "both are" : "neither is")
                            + " set.");
        }
        return secret.<TokenKeys>map(TokenKeys.Shared::new)
                .orElseGet(() -> new TokenKeys.Published(
                        environment.addressWithQuery(Variable.DARKROOM_JWT_JWKS_URL, address.orElseThrow())));
    }

    private String required(Variable variable) {
        return environment.given(variable)
                .orElseThrow(
                        () -> new BadConfigurationException(
                                Variable.DARKROOM_AUTH + "=jwt needs " + variable + "."));
    }

    private Set<JwtAlgorithm> algorithms(TokenKeys keys) {
        Set<JwtAlgorithm> algorithms = EnumSet.noneOf(JwtAlgorithm.class);
        String names = environment.given(Variable.DARKROOM_JWT_ALGORITHMS).orElseGet(() -> switch (keys) {
            case TokenKeys.Published _ -> JwtAlgorithm.RS256.name();
            case TokenKeys.Shared _ -> JwtAlgorithm.HS256.name();
        });
        for (String name : SEPARATOR.split(names, -1)) {
            algorithms.add(algorithm(name, keys));
        }
        return algorithms;
    }

    private JwtAlgorithm algorithm(String name, TokenKeys keys) {
        boolean shared = keys instanceof TokenKeys.Shared;
        List<JwtAlgorithm> accepted =
                Arrays.stream(JwtAlgorithm.values()).filter(known -> known.isSymmetric() == shared).toList();
        JwtAlgorithm algorithm = accepted.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> Environment.invalid(
                                Variable.DARKROOM_JWT_ALGORITHMS,
                                name,
                                "one or more of " + accepted.stream().map(JwtAlgorithm::name).collect(joining(", "))
                                        + " with " + (shared ? Variable.DARKROOM_JWT_SECRET
                                                : Variable.DARKROOM_JWT_JWKS_URL)));
        if (!keys.fit(algorithm)) {
            throw new BadConfigurationException(
                    Variable.DARKROOM_JWT_SECRET + " must have at least " + algorithm.minSecretBytes() + " bytes for "
                            + algorithm + ".");
        }
        return algorithm;
    }
}
