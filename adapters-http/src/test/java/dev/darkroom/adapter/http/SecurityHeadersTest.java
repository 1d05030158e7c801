package dev.darkroom.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServers;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The security headers of every response. */
class SecurityHeadersTest extends WithServers {
    private static final String HSTS = "Strict-Transport-Security";

    private static void assertData(Answer answer) {
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images", "/openapi.yaml", "/health/live", "/images/0", "/nothing", "/%00"})
    void dataCannotBeRunOrEmbedded(String path) {
        TestServer server = start(TestServer.with());
        assertData(server.get(path));
    }

    @Test
    void picturesCanBeEmbeddedAndRunNothing() {
        TestServer server = start(TestServer.with());
        Answer way = server.get("/images/" + server.upload("?user_id=alice") + "/content");
        Answer picture = server.get(String.valueOf(way.header("Location")));

        assertThat(way.status()).isEqualTo(302);
        assertThat(way.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(picture.status()).isEqualTo(200);
        assertThat(picture.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
        assertThat(picture.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
        assertThat(picture.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(picture.header("Content-Disposition")).isNotNull();
    }

    /** For example a head that is too large, which never reaches a route. */
    @Test
    void refusalsBeforeARouteHaveTheHeadersToo() {
        TestServer server = start(TestServer.with());
        assertThat(RawExchange.on(server)
                .write("GET / HTTP/1.1\r\nHost: a\r\nX-Large: " + "x".repeat(17_000) + "\r\n\r\n")
                .readAll())
                .startsWith("HTTP/1.1 431 ")
                .contains("X-Content-Type-Options: nosniff\r\n", "Referrer-Policy: no-referrer\r\n",
                        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n",
                        "Cross-Origin-Resource-Policy: same-origin\r\n");
    }

    @Test
    void hstsIsSentOnlyOverHttps() {
        TestServer server = start(TestServer.with().trustedProxies("127.0.0.1"));
        assertThat(server.get("/images").header(HSTS)).isNull();
        assertThat(server.get("/images", "X-Forwarded-Proto", "http").header(HSTS)).isNull();
        assertThat(server.get("/images", "X-Forwarded-Proto", "https").header(HSTS))
                .isEqualTo("max-age=31536000");

        TestServer published = start(TestServer.with().publicUrl(URI.create("https://pictures.example.com")));
        assertThat(published.get("/nothing").header(HSTS)).isEqualTo("max-age=31536000");
    }
}
