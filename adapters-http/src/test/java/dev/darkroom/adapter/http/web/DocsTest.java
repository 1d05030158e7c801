package dev.darkroom.adapter.http.web;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /docs} and {@code /openapi.yaml}. */
class DocsTest extends WithServer {
    private String page() {
        Answer answer = server.get("/docs");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
        return new String(answer.bytes(), StandardCharsets.UTF_8);
    }

    private List<String> addressesIn(String page) {
        return Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page).results().map(match -> match.group(1))
                .toList();
    }

    @Test
    void allFilesOfThePageAreServedByThisServer() {
        List<String> files = addressesIn(page()).stream().filter(address -> !address.startsWith("data:")).toList();

        assertThat(files).hasSize(5).noneMatch(address -> address.contains("//") || address.startsWith("/"));
        for (String file : files) {
            Answer answer = server.get("/" + file);
            assertThat(answer.status()).as(file).isEqualTo(200);
            assertThat(answer.header("Content-Type")).as(file)
                    .startsWith(file.endsWith(".js") ? "text/javascript"
                            : file.endsWith(".css") ? "text/css" : "application/yaml");
            assertThat(answer.bytes().length).as(file).isGreaterThan(100);
        }
    }

    @Test
    void inlineScriptsDoNotRun() {
        assertThat(server.get("/docs").header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page()).doesNotContain("<style", "style=", "javascript:").doesNotContainPattern("\\son[a-z]+=");
        assertThat(Pattern.compile("<script[^>]*>([^<]*)</script>").matcher(page()).results())
                .extracting((MatchResult match) -> match.group(1))
                .hasSize(2)
                .containsOnly("");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css", "/docs/docs.js", "/openapi.yaml"})
    void aTextIsCompressedOnRequestAndRevalidated(String path) throws IOException {
        Answer plain = server.get(path);
        Answer zipped = server.get(path, "Accept-Encoding", "br, gzip, deflate");
        String plainTag = requireNonNull(plain.header("ETag"));
        String zippedTag = requireNonNull(zipped.header("ETag"));

        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(zipped.bytes())).readAllBytes())
                .isEqualTo(plain.bytes());
        assertThat(zippedTag).isNotEqualTo(plainTag);
        assertThat(server.get(path, "If-None-Match", plainTag).status()).isEqualTo(304);
        assertThat(server.get(path, "If-None-Match", zippedTag, "Accept-Encoding", "gzip").status())
                .isEqualTo(304);
        assertThat(server.get(path, "If-None-Match", plainTag, "Accept-Encoding", "gzip").status())
                .isEqualTo(200);
        assertThat(server.head(path).header("Content-Length")).isEqualTo(Integer.toString(plain.bytes().length));
    }

    @Test
    void otherFilesAreNotFound() {
        for (String file : List.of("index.html", "swagger-initializer.js", "..%2Fopenapi.yaml", "docs.html", "%00")) {
            server.get("/docs/" + file).assertRefused(404, "not_found");
        }
    }
}
