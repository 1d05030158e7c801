package dev.darkroom.adapter.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /openapi.yaml}: the document tells what there is. */
class OpenApiTest {
    @TempDir
    Path spoolFolder;

    private TestServer server;
    private String document;

    @BeforeEach
    void start() {
        server = TestServer.start(spoolFolder);
        document = new String(server.get("/openapi.yaml").bytes(), StandardCharsets.UTF_8);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private List<String> find(String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(document)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void itListsEveryCode() {
        assertThat(find("^            - ([a-z_]+)$"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList());
    }

    @Test
    void everyPathInItIsServed() {
        List<String> paths = find("^  (/.*):$");

        assertThat(paths).hasSize(13);
        for (String path : paths) {
            // No path knows TRACE, and only a path that exists says so.
            assertThat(server.send("TRACE", path.replaceAll("[{}]", ""), BodyPublishers.noBody())
                    .status()).as(path).isEqualTo(405);
        }
    }
}
