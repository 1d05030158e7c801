package dev.darkroom.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers of every response, and refusals that do not depend on the route. */
class ProblemsTest extends WithServer {
    private static final String ID = "019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11";

    @Test
    void aProblemHasEveryField() {
        Answer answer = server.get("/nothing", "X-Request-Id", "abc");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        String detail = answer.text("detail");
        assertThat(answer.json().toString()).isEqualTo(
                "{'type':'about:blank','title':'Not Found','status':404,'detail':'%s','code':'not_found','request_id':'abc','error':'%s'}"
                        .replace('\'', '"')
                        .formatted(detail, detail));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing",
        "GET, /images/" + ID + "/more",
        "GET, /blobs",
        "POST, /nothing",
        "GET, //",
        "HEAD, /nothing",
    })
    void anUnknownPathIsNotFound(String method, String path) {
        Answer answer = server.send(method, path, BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /upload, 'OPTIONS, POST'",
        "HEAD, /upload, 'OPTIONS, POST'",
        "PUT, /upload, 'OPTIONS, POST'",
        "GET, /upload/resumable, 'OPTIONS, POST'",
        "GET, /upload/resumable/" + ID + ", 'DELETE, HEAD, OPTIONS, PATCH'",
        "POST, /images, 'GET, HEAD'",
        "POST, /events, 'GET, HEAD'",
        "POST, /images/" + ID + ", 'DELETE, GET, HEAD, PATCH'",
        "PUT, /images/" + ID + ", 'DELETE, GET, HEAD, PATCH'",
        "OPTIONS, /images/" + ID + ", 'DELETE, GET, HEAD, PATCH'",
        "DELETE, /blobs/a, 'GET, HEAD, PUT'",
        "GET, /uploads, POST",
        "GET, /uploads/" + ID + ", DELETE",
        "GET, /uploads/" + ID + "/complete, POST",
        "DELETE, /health/live, 'GET, HEAD'",
        "BREW, /, 'GET, HEAD'",
    })
    void anotherMethodIsNotAllowed(String method, String path, String allowed) {
        Answer answer = server.send(method, path, BodyPublishers.noBody());

        assertThat(answer.status()).isEqualTo(405);
        Set<String> methods = new TreeSet<>(Arrays.asList(String.valueOf(answer.header("Allow")).split(", ")));
        assertThat(String.join(", ", methods)).isEqualTo(allowed);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        if (!method.equals("HEAD")) {
            assertThat(answer.text("code")).isEqualTo("method_not_allowed");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /images", "GET, /nothing", "PUT, /upload", "POST, /upload", "GET, /blobs/a", "HEAD, /images"})
    void everyResponseHasTheRequestIdOfTheClientAndNoServerVersion(String method, String path) {
        Answer answer = server.send(method, path, BodyPublishers.noBody(), "X-Request-Id", "Caller-1.a_b");

        assertThat(answer.header("X-Request-Id")).isEqualTo("Caller-1.a_b");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Server")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "<script>", "ä", "${jndi:a}"})
    void anInvalidRequestIdIsReplaced(String id) {
        assertThat(server.get("/images", "X-Request-Id", id).header("X-Request-Id")).isEqualTo("request-1");
    }

    @Test
    void aRequestIdMayHave128Characters() {
        String longest = "a".repeat(128);

        assertThat(server.get("/images", "X-Request-Id", longest).header("X-Request-Id")).isEqualTo(longest);
        assertThat(server.get("/images", "X-Request-Id", longest + "a").header("X-Request-Id"))
                .isEqualTo("request-1");
    }

    @Test
    void aRequestWithoutAnIdGetsANewOne() {
        assertThat(server.get("/images").header("X-Request-Id")).isEqualTo("request-1");
        assertThat(server.get("/images").header("X-Request-Id")).isEqualTo("request-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "nonsense\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    })
    void malformedHttpIsRefused(String request) {
        String answer = RawExchange.on(server).write(request).readAll();

        assertThat(answer).startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "X-Request-Id: request-", "nosniff",
                        "\"code\":\"invalid_request\"");
    }

    @Test
    void headersOver16KiBAreRefused() {
        String answer = RawExchange.on(server)
                .write("GET / HTTP/1.1\r\nHost: a\r\nA: " + "a".repeat(16 * 1024) + "\r\n\r\n")
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 431 ")
                .contains("application/problem+json", "\"code\":\"headers_too_large\"", "16 KiB");
    }

    @Test
    void headersUnder16KiBAreAccepted() {
        String answer = RawExchange.on(server)
                .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nA: " + "a".repeat(16_000) + "\r\n\r\n")
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void webSocketIsNotSupported() {
        String answer = RawExchange.on(server)
                .write("GET /images HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n")
                .write("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void theProcessIsLiveWithoutItsStorage() {
        server.store.setOutOfReach(true);
        server.catalog.setOutOfReach(true);

        Answer answer = server.get("/health/live");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).hasToString("{\"status\":\"live\"}");
    }

    @Test
    void theServerIsReadyWithStoreAndCatalog() {
        Answer answer = server.get("/health/ready");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json())
                .hasToString("{\"status\":\"ready\",\"store\":\"ok\",\"catalogue\":\"ok\",\"renderer\":\"labels\"}");
    }

    @Test
    void unreachablePartsAreNamed() {
        server.catalog.setOutOfReach(true);
        Answer withoutCatalog = server.get("/health/ready");
        server.catalog.setOutOfReach(false);
        server.store.setOutOfReach(true);
        Answer withoutStore = server.get("/health/ready");

        assertThat(withoutCatalog.status()).isEqualTo(503);
        assertThat(withoutCatalog.text("code")).isEqualTo("unavailable");
        assertThat(withoutCatalog.header("Retry-After")).isEqualTo("5");
        assertThat(withoutCatalog.text("detail")).isEqualTo("Out of reach: catalogue");
        assertThat(withoutStore.status()).isEqualTo(503);
        assertThat(withoutStore.text("detail")).isEqualTo("Out of reach: store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/images", "/images/" + ID, "/health/ready"})
    void everythingIsUnavailableWithoutTheCatalog(String path) {
        server.catalog.setOutOfReach(true);

        Answer answer = server.get(path);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("code")).isEqualTo("unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
    }

    @Test
    void theRootLinksToTheDocumentation() {
        assertThat(server.get("/").json()).hasToString(
                "{\"service\":\"darkroom\",\"docs\":\"/docs\",\"openapi\":\"/openapi.yaml\"}");
        assertThat(server.get("/openapi.yaml").header("Content-Type")).isEqualTo("application/yaml");
    }
}
