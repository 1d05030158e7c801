package dev.darkroom.bootstrap.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.http.web.GallerySettings.OidcClient;
import dev.darkroom.adapter.identity.JwtAlgorithm;
import dev.darkroom.adapter.identity.JwtSettings;
import dev.darkroom.adapter.identity.TokenKeys;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthVariablesTest {
    private static final String SECRET = "a secret of thirty-two bytes, it";

    @Test
    void tokensAreVerifiedWithPublishedKeysOrASecret() {
        assertThat(Configuration.from(signIn("DARKROOM_JWT_JWKS_URL", "https://issuer.example.com/keys?p=1")).auth())
                .isEqualTo(
                        new AuthConfig.Jwt(
                                new JwtSettings(
                                        new TokenKeys.Published(URI.create("https://issuer.example.com/keys?p=1")),
                                        Set.of(JwtAlgorithm.RS256),
                                        "https://issuer.example.com/",
                                        "darkroom"),
                                null));
        assertThat(Configuration.from(signIn("DARKROOM_JWT_SECRET", SECRET)).auth())
                .isEqualTo(
                        new AuthConfig.Jwt(
                                new JwtSettings(
                                        new TokenKeys.Shared(SECRET),
                                        Set.of(JwtAlgorithm.HS256),
                                        "https://issuer.example.com/",
                                        "darkroom"),
                                null));
    }

    @Test
    void gallerySignsInAtTheConfiguredIssuer() {
        Map<String, String> variables = new HashMap<>(signIn("DARKROOM_JWT_SECRET", SECRET));
        variables.put("DARKROOM_OIDC_ISSUER", "https://issuer.example.com/realms/pictures");
        variables.put("DARKROOM_OIDC_CLIENT_ID", "gallery");

        assertThat(Configuration.from(variables).auth())
                .isInstanceOfSatisfying(
                        AuthConfig.Jwt.class,
                        jwt -> assertThat(jwt.gallery()).isEqualTo(
                                new OidcClient(URI.create("https://issuer.example.com/realms/pictures"), "gallery")));
    }

    @Test
    void configuredAlgorithmsAreAccepted() {
        Map<String, String> variables = new HashMap<>(signIn("DARKROOM_JWT_JWKS_URL", "https://issuer.example.com/"));
        variables.put("DARKROOM_JWT_ALGORITHMS", "RS256, ES256");

        assertThat(Configuration.from(variables).auth())
                .isInstanceOfSatisfying(
                        AuthConfig.Jwt.class,
                        jwt -> assertThat(jwt.settings().algorithms())
                                .containsExactlyInAnyOrder(JwtAlgorithm.RS256, JwtAlgorithm.ES256));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
                    DARKROOM_JWT_SECRET     |                                 | DARKROOM_AUTH=jwt needs exactly one of DARKROOM_JWT_JWKS_URL and DARKROOM_JWT_SECRET, but neither is set.
                    DARKROOM_JWT_JWKS_URL   | https://issuer.example.com/keys | DARKROOM_AUTH=jwt needs exactly one of DARKROOM_JWT_JWKS_URL and DARKROOM_JWT_SECRET, but both are set.
                    DARKROOM_JWT_ISSUER     |                                 | DARKROOM_AUTH=jwt needs DARKROOM_JWT_ISSUER.
                    DARKROOM_JWT_AUDIENCE   |                                 | DARKROOM_AUTH=jwt needs DARKROOM_JWT_AUDIENCE.
                    DARKROOM_JWT_SECRET     | a secret of thirty-one bytes, i | DARKROOM_JWT_SECRET must have at least 32 bytes for HS256.
                    DARKROOM_JWT_ALGORITHMS | HS256,HS512                     | DARKROOM_JWT_SECRET must have at least 64 bytes for HS512.
                    DARKROOM_JWT_ALGORITHMS | RS256                           | DARKROOM_JWT_ALGORITHMS is "RS256", but must be one or more of HS256, HS384, HS512 with DARKROOM_JWT_SECRET.
                    DARKROOM_JWT_ALGORITHMS | none                            | DARKROOM_JWT_ALGORITHMS is "none", but must be one or more of HS256, HS384, HS512 with DARKROOM_JWT_SECRET.
                    DARKROOM_JWT_ALGORITHMS | ,                               | DARKROOM_JWT_ALGORITHMS is "", but must be one or more of HS256, HS384, HS512 with DARKROOM_JWT_SECRET.
                    DARKROOM_OIDC_ISSUER    | https://issuer.example.com/     | DARKROOM_OIDC_ISSUER and DARKROOM_OIDC_CLIENT_ID belong together: set both or neither.
                    DARKROOM_OIDC_CLIENT_ID | gallery                         | DARKROOM_OIDC_ISSUER and DARKROOM_OIDC_CLIENT_ID belong together: set both or neither.
                    DARKROOM_AUTH           | none                            | DARKROOM_JWT_SECRET is set, but DARKROOM_AUTH is none: set it to jwt, or remove DARKROOM_JWT_SECRET.
                    """)
    void invalidAuthenticationIsRejectedWithOneSentence(String name, @Nullable String value, String sentence) {
        Map<String, String> variables = new HashMap<>(signIn("DARKROOM_JWT_SECRET", SECRET));
        variables.put(name, value == null ? "" : value);

        assertThatThrownBy(() -> Configuration.from(variables))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage(sentence);
    }

    @Test
    void symmetricAlgorithmIsRejectedWithPublishedKeys() {
        Map<String, String> variables = new HashMap<>(signIn("DARKROOM_JWT_JWKS_URL", "https://issuer.example.com/"));
        variables.put("DARKROOM_JWT_ALGORITHMS", "RS256,HS256");

        assertThatThrownBy(() -> Configuration.from(variables))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage("DARKROOM_JWT_ALGORITHMS is \"HS256\", but must be one or more of RS256, RS384,"
                        + " RS512, PS256, PS384, PS512, ES256, ES384, ES512 with DARKROOM_JWT_JWKS_URL.");
    }

    @Test
    void secretCanBeInAFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), SECRET + "\n");

        Configuration configuration = Configuration.from(signIn("DARKROOM_JWT_SECRET_FILE", file.toString()));

        assertThat(configuration.auth()).isEqualTo(Configuration.from(signIn("DARKROOM_JWT_SECRET", SECRET)).auth());
        assertThat(configuration.log().secrets()).contains(SECRET);
        assertThat(configuration.toString()).doesNotContain(SECRET);
    }

    @Test
    void fileOfASecretThatCannotBeReadStopsTheStart(@TempDir Path folder) {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> Configuration.from(signIn("DARKROOM_JWT_SECRET_FILE", missing.toString())))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage("DARKROOM_JWT_SECRET_FILE is \"" + missing + "\", but must be a file that can be read.");
    }

    @Test
    void secretAndItsFileExcludeEachOther(@TempDir Path folder) throws IOException {
        Map<String, String> variables = new HashMap<>(signIn("DARKROOM_JWT_SECRET", SECRET));
        variables.put("DARKROOM_JWT_SECRET_FILE", Files.writeString(folder.resolve("secret"), SECRET).toString());

        assertThatThrownBy(() -> Configuration.from(variables))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessage("Both DARKROOM_JWT_SECRET and DARKROOM_JWT_SECRET_FILE are set: set only one of them.");
    }

    @Test
    void toStringDoesNotContainTheSecret() {
        assertThat(Configuration.from(signIn("DARKROOM_JWT_SECRET", SECRET)).toString()).doesNotContain(SECRET);
    }

    private static Map<String, String> signIn(String name, String value) {
        return Map.of(
                "DARKROOM_AUTH", "jwt", "DARKROOM_JWT_ISSUER", "https://issuer.example.com/",
                "DARKROOM_JWT_AUDIENCE", "darkroom", name, value);
    }
}
