package dev.darkroom.adapter.http.edge;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of other origins that call the service from a browser. */
class CorsTest extends WithServers {
    private static final String PAGE = "https://example.org";

    private TestServer allowing(String... origins) {
        return start(TestServer.with().requestsPerMinute(9).corsOrigins(origins));
    }

    private static Answer preflight(TestServer server, String origin, String method, String path) {
        return server.send("OPTIONS", path, BodyPublishers.noBody(), "Origin", origin,
                "Access-Control-Request-Method", method, "Access-Control-Request-Headers", "authorization");
    }

    private static List<String> vary(Answer answer) {
        return answer.http().headers().allValues("Vary");
    }

    @Test
    void noOriginIsAllowedByDefault() {
        TestServer server = start(TestServer.with());
        Answer answer = server.get("/images", "Origin", PAGE);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.http().headers().map()).doesNotContainKey("access-control-allow-origin");
        assertThat(vary(answer)).doesNotContain("Origin");
        preflight(server, PAGE, "GET", "/images").assertRefused(405, "method_not_allowed");
    }

    @ParameterizedTest
    @CsvSource({"GET, /images", "POST, /upload", "PATCH, /images/0", "DELETE, /images/0", "PUT, /blobs/a/b?link=c",
        "POST, /uploads", "POST, /images/delete", "GET, /openapi.yaml", "GET, /nothing"})
    void everyPathAnswersThePreflight(String method, String path) {
        TestServer server = allowing(PAGE, "http://localhost:5173");
        Answer answer = preflight(server, PAGE, method, path);

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(String.valueOf(answer.header("Access-Control-Allow-Methods")).split(", ")).contains(method);
        assertThat(String.valueOf(answer.header("Access-Control-Allow-Headers")).split(", "))
                .contains("Authorization", "Content-Type", "Content-Digest", "Darkroom-If-Exists", "Idempotency-Key",
                        "If-Match",
                        "If-None-Match", "X-Request-Id", "Range");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("7200");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(vary(answer)).containsExactly("Origin");
    }

    @Test
    void responsesOfAllowedOriginsExposeTheirHeaders() {
        TestServer server = allowing(PAGE);
        Answer answer = server.uploadRaw("?user_id=alice", png(), "Origin", PAGE);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(String.valueOf(answer.header("Access-Control-Expose-Headers")).split(", "))
                .contains("ETag", "Location", "Retry-After", "X-Request-Id", "Idempotency-Replayed",
                        "Content-Range", "WWW-Authenticate");
    }

    @Test
    void refusalsAreReadableAndPreflightsAreNotRateLimited() {
        TestServer server = allowing(PAGE);
        for (int i = 0; i < 20; i++) {
            assertThat(preflight(server, PAGE, "GET", "/images").status()).isEqualTo(204);
        }
        for (int i = 0; i < 9; i++) {
            Answer answer = server.get("/images/0", "Origin", PAGE);
            answer.assertRefused(404, "not_found");
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        }
        Answer limited = server.get("/images/0", "Origin", PAGE);
        limited.assertRefused(429, "rate_limited");
        assertThat(limited.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    }

    @ParameterizedTest
    @CsvSource({"https://example.org.evil.example", "http://example.org", "https://example.org:8443", "null",
        "https://evil.example"})
    void responsesForOtherOriginsAreNotReadable(String origin) {
        TestServer server = allowing(PAGE);
        Answer answer = server.get("/images", "Origin", origin);

        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(vary(answer)).containsExactlyInAnyOrder("Origin", "Accept-Encoding");
        preflight(server, origin, "GET", "/images").assertRefused(405, "method_not_allowed");
    }

    @Test
    void everyOriginIsAllowedByAnAsterisk() {
        TestServer server = allowing("*");
        assertThat(server.get("/images", "Origin", PAGE).header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(preflight(server, "null", "GET", "/images").header("Access-Control-Allow-Origin"))
                .isEqualTo("*");
        assertThat(vary(server.get("/images"))).doesNotContain("Origin");
    }

    @Test
    void theRedirectToAPictureVariesByOriginAndAccept() {
        TestServer server = allowing(PAGE);
        Answer answer = server.get("/images/" + server.upload("?user_id=alice") + "/content", "Origin", PAGE);

        assertThat(answer.status()).isEqualTo(302);
        assertThat(vary(answer)).containsExactly("Origin", "Accept");
    }
}
