package dev.darkroom.adapter.http.blobs;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET} and {@code HEAD} of {@code /blobs/…}. The object has 1,000 bytes. */
class BlobTest extends WithServer {
    private static final byte[] OBJECT = png(1_000);

    private String id;

    @BeforeEach
    void prepare() {
        id = server.uploadRaw("?user_id=alice&filename=kite.png", OBJECT).text("image_id");
    }

    private String url(String query) {
        return server.get("/images/" + id + query).text("url");
    }

    @Test
    void theWholeObjectIsServedWithItsHeaders() {
        Answer answer = server.get(url("?expires_in=600"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bytes()).isEqualTo(OBJECT);
        assertThat(answer.header("Content-Type")).isEqualTo("image/png");
        assertThat(answer.header("Content-Length")).isEqualTo("1000");
        assertThat(answer.header("Content-Disposition")).isEqualTo("inline");
        assertThat(answer.header("Cache-Control")).isEqualTo("private, max-age=599, immutable");
        assertThat(answer.header("ETag")).matches("\"[0-9a-f]{32}\"");
        assertThat(answer.header("Last-Modified")).isEqualTo("Sun, 22 Nov 2026 23:26:11 GMT");
        assertThat(answer.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Security-Policy")).isEqualTo("sandbox; default-src 'none'");
        assertThat(answer.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    }

    @Test
    void headHasTheHeadersOfGet() {
        String url = url("");

        Answer head = server.head(url);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.bytes()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo("1000");
        assertThat(head.header("Content-Type")).isEqualTo("image/png");
        assertThat(head.header("ETag")).isEqualTo(server.get(url).header("ETag"));
        assertThat(server.head(url, "Range", "bytes=0-9").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "true, `attachment; filename=\"kite.png\"; filename*=UTF-8''kite.png`",
        "%F0%9F%AA%81%20%22x%22%25, `attachment; filename=\"_ _x__.png\"; filename*=UTF-8''%F0%9F%AA%81%20%22x%22%25.png`",
        "..%2Fa%0D%0Ab.png, `attachment; filename=\"ab.png\"; filename*=UTF-8''ab.png`",
    })
    void aDownloadHasAFilename(String download, String disposition) {
        assertThat(server.get(url("?download=" + download)).header("Content-Disposition")).isEqualTo(disposition);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-9, 0, 10",
        "bytes=990-, 990, 1000",
        "bytes=999-5000, 999, 1000",
        "bytes=-1, 999, 1000",
        "bytes=-5000, 0, 1000",
        "bytes=0-999999999999999999, 0, 1000",
        "BYTES = 5-5, 5, 6",
    })
    void aRangeReturnsThatPart(String range, int from, int to) {
        Answer answer = server.get(url(""), "Range", range);

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.bytes()).isEqualTo(Arrays.copyOfRange(OBJECT, from, to));
        assertThat(answer.header("Content-Range")).isEqualTo("bytes %d-%d/1000".formatted(from, to - 1));
        assertThat(answer.header("Content-Length")).isEqualTo(String.valueOf(to - from));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=5000-6000", "bytes=-0"})
    void aRangeAfterTheEndIsRefused(String range) {
        Answer answer = server.get(url(""), "Range", range);

        answer.assertRefused(416, "range_not_satisfiable");
        assertThat(answer.header("Content-Range")).isEqualTo("bytes */1000");
        assertThat(answer.header("Content-Disposition")).isNull();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "bytes=9-5", "bytes=-", "bytes=a-b", "items=0-1", "bytes"})
    void anUnsupportedRangeReturnsTheWholeObject(String range) {
        Answer answer = server.get(url(""), "Range", range);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bytes()).hasSize(1_000);
    }

    @Test
    void ifRangeReturnsAPartOnlyOfTheSameObject() {
        String url = url("");
        String tag = String.valueOf(server.get(url).header("ETag"));

        assertThat(server.get(url, "Range", "bytes=0-0", "If-Range", tag).status()).isEqualTo(206);
        assertThat(server.get(url, "Range", "bytes=0-0", "If-Range", "Sun, 22 Nov 2026 23:26:11 GMT").status())
                .isEqualTo(206);
        assertThat(server.get(url, "Range", "bytes=0-0", "If-Range", "\"other\"").status()).isEqualTo(200);
        assertThat(server.get(url, "Range", "bytes=0-0", "If-Range", "W/" + tag).status()).isEqualTo(200);
        assertThat(server.get(url, "Range", "bytes=0-0", "If-Range", "Sun, 22 Nov 2026 23:26:12 GMT").status())
                .isEqualTo(200);
    }

    @Test
    void anUnchangedObjectIs304() {
        String url = url("");
        String tag = String.valueOf(server.get(url).header("ETag"));

        Answer answer = server.get(url, "If-None-Match", tag);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.bytes()).isEmpty();
        assertThat(answer.header("ETag")).isEqualTo(tag);
        assertThat(server.get(url, "If-None-Match", "\"other\"", "If-None-Match", tag).status()).isEqualTo(304);
        assertThat(server.get(url, "If-Modified-Since", "Sun, 22 Nov 2026 23:26:11 GMT").status()).isEqualTo(304);
        assertThat(server.get(url, "If-Modified-Since", "Sun, 22 Nov 2026 23:26:10 GMT").status()).isEqualTo(200);
        assertThat(server.get(url, "If-Modified-Since", "yesterday").status()).isEqualTo(200);
        assertThat(server.get(url, "If-None-Match", "\"other\"", "If-Modified-Since", "Sun, 22 Nov 2026 23:26:11 GMT")
                .status()).isEqualTo(200);
    }

    @Test
    void twoUrlsOfOneObjectHaveOneTag() {
        assertThat(server.get(url("")).header("ETag")).isEqualTo(server.get(url("?expires_in=60")).header("ETag"));
    }

    @Test
    void aUrlWorksUntilItExpires() {
        String url = url("?expires_in=60");
        // It was signed at the start of the second in which the clock began.
        server.clock.advance(Duration.ofMillis(59_800));
        assertThat(server.get(url).status()).isEqualTo(200);

        server.clock.advance(Duration.ofMillis(100));

        server.get(url).assertRefused(403, "link_expired");
    }

    @Test
    void anAlteredUrlIsRefused() {
        String url = url("");
        String otherId = server.upload("?user_id=bob");

        server.get(url + "0").assertRefused(403, "link_forged");
        server.get(url + "&more=1").assertRefused(403, "link_forged");
        server.get(url + "&link=0").assertRefused(403, "link_forged");
        server.get(url.substring(0, url.indexOf('?'))).assertRefused(403, "link_forged");
        server.get(url.replace(id, otherId)).assertRefused(403, "link_forged");
        server.get(url.replace("/blobs/", "/blobs/x/")).assertRefused(403, "link_forged");
        assertThat(server.get(url).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/blobs/..%2f..%2fetc%2fpasswd", "/blobs/a//b", "/blobs/%00", "/blobs/a?link=%zz"})
    void aUrlWithoutASignatureIsRefused(String path) {
        String answer = RawExchange.on(server)
                .write("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .readAll();

        assertThat(answer).matches("(?s)HTTP/1.1 (400|403|404) .*").contains("application/problem+json");
    }

    @Test
    void aDeletedObjectIsNotFound() {
        String url = url("");
        server.delete("/images/" + id);

        server.get(url).assertRefused(404, "not_found");
    }

    @Test
    void thereIsNoRouteForBlobsIfTheStoreServesThem() {
        String path = URI.create(url("")).getPath();
        server = start(TestServer.with().withoutBlobs().withoutDirectUploads());

        server.get(path).assertRefused(404, "not_found");
    }
}
