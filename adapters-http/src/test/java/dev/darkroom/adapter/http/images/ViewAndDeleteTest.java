package dev.darkroom.adapter.http.images;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET}, {@code HEAD} and {@code DELETE} of {@code /images/{image_id}}. */
class ViewAndDeleteTest extends WithServer {
    private static final String UNKNOWN_ID = "019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11";

    @Test
    void aViewIsTheImageWithAPresignedUrl() {
        Answer uploaded = server.uploadRaw("?user_id=alice&title=A", png());
        String id = uploaded.text("image_id");

        Answer answer = server.get("/images/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.text("url")).startsWith(server.origin() + "/blobs/");
        assertThat(answer.text("expires_at")).isEqualTo("2026-11-23T00:26:11.000Z");
        assertThat(answer.json().<ObjectNode>deepCopy().without(List.of("url", "expires_at", "renditions"))
                .toString()).isEqualTo(uploaded.json().toString());
    }

    @Test
    void headHasTheHeadersOfGet() {
        String path = "/images/" + server.upload("?user_id=alice");

        Answer get = server.get(path);
        Answer head = server.head(path);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.bytes()).isEmpty();
        for (String header : new String[]{"Content-Type", "Content-Length", "ETag", "Cache-Control"}) {
            assertThat(head.header(header)).as(header).isEqualTo(get.header(header));
        }
    }

    @Test
    void theUrlStartsWithThePublicUrl() {
        server = start(TestServer.with().publicUrl(URI.create("https://pictures.example/darkroom/")));
        String id = server.upload("?user_id=alice");

        assertThat(server.get("/images/" + id).text("url"))
                .startsWith("https://pictures.example/darkroom/blobs/");
    }

    @Test
    void theUrlHasTheHostOfTheRequest() {
        String id = server.upload("?user_id=alice");

        String answer = RawExchange.on(server)
                .write("GET /images/" + id + " HTTP/1.1\r\nHost: pictures.example:81\r\nConnection: close\r\n\r\n")
                .readAll();

        assertThat(answer).contains("\"url\":\"http://pictures.example:81/blobs/");
    }

    @ParameterizedTest
    @CsvSource({"1, 2026-11-22T23:26:12.000Z", "604800, 2026-11-29T23:26:11.000Z"})
    void theUrlExpiresAfterTheRequestedTime(int seconds, String expiresAt) {
        String id = server.upload("?user_id=alice");

        assertThat(server.get("/images/" + id + "?expires_in=" + seconds).text("expires_at")).isEqualTo(expiresAt);
    }

    @ParameterizedTest
    @CsvSource({
        "expires_in, expires_in=0",
        "expires_in, expires_in=604801",
        "expires_in, expires_in=soon",
        "expires_in, expires_in=",
        "download, download=",
        "download, download=false",
        "download, download=..%2F",
        "rendition, rendition=huge",
        "size, size=1",
    })
    void anInvalidParameterIsRefusedByName(String parameter, String query) {
        Answer answer = server.get("/images/" + server.upload("?user_id=alice") + "?" + query);

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith(parameter + " ");
    }

    @Test
    void aDownloadNameThatIsTooLongIsRefusedByName() {
        Answer answer = server.get("/images/" + server.upload("?user_id=alice") + "?download=" + "a".repeat(256));

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith("download ");
    }

    /** The URL in the response expires, so a cached response would be useless. */
    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "W/\"1\"", "\"7\", \"1\"", "*", "\"2\"", "1", "nonsense"})
    void conditionalHeadersAreIgnored(String condition) {
        String path = "/images/" + server.upload("?user_id=alice");

        Answer answer = server.get(path, "If-None-Match", condition);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("url")).isNotEmpty();
        assertThat(answer.header("ETag")).isEqualTo("\"1\"");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void responsesThatDependOnAcceptVaryByIt() {
        String path = "/images/" + server.upload("?user_id=alice");

        for (String asked : new String[]{path + "?rendition=small", path + "/content?rendition=small",
            path + "/content?rendition=small&format=auto"}) {
            assertThat(server.get(asked, "Accept", "image/webp").header("Vary")).as(asked).isEqualTo("Accept");
            assertThat(server.get(asked, "Accept", "image/avif;q=1, image/jpeg;q=0").header("Vary"))
                    .as(asked).isEqualTo("Accept");
        }
        server.renderer.refusal = "No";
        Answer refused = server.get(path + "?rendition=medium");
        refused.assertRefused(422, "rendition_unavailable");
        assertThat(refused.header("Vary")).isEqualTo("Accept");
        assertThat(server.get(path).header("Vary")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        UNKNOWN_ID,
        "1",
        "019AB3F0-7C1E-7D43-9A53-0F4C0E4F8F11",
        "019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11%00",
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e",
        "a%2Fb",
        "%zz",
        "%",
        "%ff%fe",
        "{image_id}",
        "🪁",
        "a;b=c",
        "%25",
    })
    void anUnknownImageIsNotFound(String id) {
        for (String method : new String[]{"GET", "DELETE"}) {
            String answer = RawExchange.on(server)
                    .write(method + " /images/" + id + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                    .readAll();

            assertThat(answer).startsWith("HTTP/1.1 404 ")
                    .contains("application/problem+json", "\"code\":\"not_found\"");
        }
    }

    @Test
    void aDeletedImageIsNotFoundAnywhere() {
        String id = server.upload("?user_id=alice");
        String url = server.get("/images/" + id).text("url");

        Answer answer = server.delete("/images/" + id);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).hasToString("{\"image_id\":\"" + id + "\",\"message\":\"Image deleted\"}");
        assertThat(server.store.keys()).isEmpty();
        server.get("/images/" + id).assertRefused(404, "not_found");
        server.delete("/images/" + id).assertRefused(404, "not_found");
        server.get(url).assertRefused(404, "not_found");
        assertThat(server.get("/images").json().required("items")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "*"})
    void aMatchingVersionIsDeleted(String condition) {
        assertThat(server.delete("/images/" + server.upload("?user_id=alice"), "If-Match", condition).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "\"0\"", "\"one\"", "W/\"1\""})
    void anotherVersionIsNotDeleted(String condition) {
        String path = "/images/" + server.upload("?user_id=alice");

        server.delete(path, "If-Match", condition).assertRefused(412, "precondition_failed");
        assertThat(server.get(path).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "\"1", "\"1\" \"2\"", "\"1\", \"2\""})
    void aMalformedConditionDeletesNothing(String condition) {
        String path = "/images/" + server.upload("?user_id=alice");

        Answer answer = server.delete(path, "If-Match", condition);

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith("If-Match ");
        assertThat(server.get(path).status()).isEqualTo(200);
    }

    @Test
    void anUnknownParameterDeletesNothing() {
        String path = "/images/" + server.upload("?user_id=alice");

        server.delete(path + "?force=true").assertRefused(400, "invalid_parameter");
        assertThat(server.get(path).status()).isEqualTo(200);
    }
}
