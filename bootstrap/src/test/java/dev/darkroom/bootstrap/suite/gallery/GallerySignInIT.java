package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.darkroom.adapter.identity.Issuer;
import dev.darkroom.adapter.identity.Token;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The gallery page with sign-in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GallerySignInIT {
    private static final InstantSource CLOCK = InstantSource.system();

    private final RSAKey key = Issuer.newKey("the-issuers");
    private final Issuer issuer = new Issuer(key);
    private @Nullable WebBrowser chromium;

    @BeforeAll
    void start() {
        chromium = WebBrowser.chromium();
    }

    @AfterAll
    void stop() {
        issuer.close();
        if (chromium != null) {
            chromium.close();
        }
    }

    private Application start(Path folder, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORT", "0",
                "DARKROOM_DATA_DIR", folder.toString(),
                "DARKROOM_AUTH", "jwt",
                "DARKROOM_JWT_JWKS_URL", issuer.keys().toString(),
                "DARKROOM_JWT_ISSUER", Issuer.NAME,
                "DARKROOM_JWT_AUDIENCE", Issuer.AUDIENCE));
        environment.putAll(more);
        return Application.start(Configuration.from(environment), "test", CLOCK);
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private String token(String user) {
        return Token.about(user, CLOCK.instant()).signedBy(key);
    }

    @Test
    void tokenSignsInAndPicturesAreShown(@TempDir Path folder, @TempDir Path pictures)
            throws IOException {
        try (Application application = start(folder, Map.of());
                Visit visit = requireNonNull(chromium).visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate("http://127.0.0.1:" + application.port());
            page.getByLabel("Token").fill("not a token");
            page.keyboard().press("Enter");
            assertThat(page.getByText("Your token is not accepted")).isVisible();
            page.getByLabel("Token").fill(token("alice"));
            page.keyboard().press("Enter");
            assertThat(page.getByText("Your pictures will be here")).isVisible();

            page.waitForFileChooser(() -> page.getByRole(AriaRole.BUTTON, named("Upload")).click())
                    .setFiles(Files.write(pictures.resolve("a.jpg"), Photographs.jpeg(60, 40, 1)));
            assertThat(page.locator(".tile.loaded")).hasCount(1);
            page.locator(".picture").click();
            assertThat(page.locator(".frame.loaded")).isVisible();
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void signOutRemovesTheToken(@TempDir Path folder) {
        try (Application application = start(folder, Map.of());
                Visit visit = requireNonNull(chromium).visit(Screen.DESKTOP)) {
            Page page = visit.page;
            String token = token("alice");
            page.navigate("http://127.0.0.1:" + application.port());
            page.getByLabel("Token").fill(token);
            page.keyboard().press("Enter");
            assertThat(page.getByText("Your pictures will be here")).isVisible();
            Assertions.assertThat(stored(page)).contains(token);

            page.getByRole(AriaRole.BUTTON, named("You and settings")).click();
            page.getByText("Sign out").click();

            assertThat(page.getByLabel("Token")).isVisible();
            Assertions.assertThat(stored(page)).doesNotContain(token);
            assertThat(visit.errors()).isEmpty();
        }
    }

    /** Everything that the page stores in the browser. */
    private static String stored(Page page) {
        return String
                .valueOf(page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])"));
    }

    @Test
    void visitorSignsInAtTheIssuerAndReturnsToTheSameView(@TempDir Path folder) throws IOException {
        try (OpenId openId = new OpenId(token("olga"));
                Application application = start(folder,
                        Map.of("DARKROOM_OIDC_ISSUER", openId.address(), "DARKROOM_OIDC_CLIENT_ID", "gallery"));
                Visit visit = requireNonNull(chromium).visit(Screen.DESKTOP)) {
            Page page = visit.page;
            String address = "http://127.0.0.1:" + application.port() + "/?tag=sea";
            page.navigate(address);
            page.getByText("Continue at 127.0.0.1").click();

            assertThat(page.getByText("No picture passes these filters")).isVisible();
            assertThat(page).hasURL(address);
            assertThat(page.locator(".account")).hasText("O");
            assertThat(visit.errors()).isEmpty();
        }
    }

    /** An issuer whose users are always signed in. It returns a token for a code if the code verifier matches (RFC 7636, section 4.6). */
    private static final class OpenId implements AutoCloseable {
        private final HttpServer server;
        private final String token;
        private volatile String challenge = "";

        OpenId(String token) throws IOException {
            this.token = token;
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/.well-known/openid-configuration", exchange -> answer(exchange, 200,
                    "{\"authorization_endpoint\":\"" + address() + "/authorize\",\"token_endpoint\":\"" + address()
                            + "/token\"}"));
            server.createContext("/authorize", this::authorize);
            server.createContext("/token", this::exchange);
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort();
        }

        private void authorize(HttpExchange exchange) throws IOException {
            Map<String, String> parameters = fields(exchange.getRequestURI().getRawQuery());
            challenge = parameters.getOrDefault("code_challenge", "");
            URI back = URI.create(parameters.get("redirect_uri") + "?code=a-code&state=" + parameters.get("state"));
            exchange.getResponseHeaders().set("Location", back.toString());
            answer(exchange, 302, "");
        }

        private void exchange(HttpExchange exchange) throws IOException {
            Map<String, String> parameters =
                    fields(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            boolean isValid = "a-code".equals(parameters.get("code")) && "gallery".equals(parameters.get("client_id"))
                    && challengeOf(parameters.getOrDefault("code_verifier", "")).equals(challenge);
            answer(exchange, isValid ? 200 : 400,
                    isValid ? "{\"access_token\":\"" + token + "\"}" : "{\"error\":\"invalid_grant\"}");
        }

        private static String challengeOf(String verifier) {
            try {
                return Base64.getUrlEncoder().withoutPadding().encodeToString(
                        MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        private static Map<String, String> fields(String encoded) {
            return Arrays.stream(encoded.split("&", -1))
                    .map(field -> field.split("=", 2))
                    .collect(Collectors.toMap(
                            field -> field[0], field -> URLDecoder.decode(field[1], StandardCharsets.UTF_8)));
        }

        private static void answer(HttpExchange exchange, int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
            try (exchange) {
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
