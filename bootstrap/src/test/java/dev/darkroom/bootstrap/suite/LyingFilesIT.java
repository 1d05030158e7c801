package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.testkit.LyingFiles;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFile;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Uploads files with false headers to a separate server, and requests every rendition. The server and its workers stay below a
 * memory limit, and every call returns in time.
 */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LyingFilesIT {
    private static final long MAX_BYTES = 600L * 1024 * 1024;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);

    private ServerProcess server;
    private ProcessTree processes;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/smaps_rollup")),
                "this platform has no /proc/self/smaps_rollup to measure memory");
        server = ServerProcess
                .start(Map.of("DARKROOM_DATA_DIR", folder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false"));
        processes = ProcessTree.watch(server.pid());
    }

    @AfterAll
    void stop() {
        if (server != null) {
            processes.close();
            server.close();
        }
    }

    static Stream<HostileFile> files() {
        return LyingFiles.all();
    }

    @ParameterizedTest
    @MethodSource("files")
    void fileWithFalseHeadersIsHandledInTimeWithinTheMemoryLimit(HostileFile file) throws Exception {
        HttpResponse<String> upload = send(HttpRequest.newBuilder(server.address().resolve("/upload?user_id=mallory"))
                .header("Content-Type", "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(file.bytes())));

        assertThat(upload.statusCode()).as(upload.body()).isIn(201, 415, 422);
        if (upload.statusCode() == 201) {
            String image = upload.headers().firstValue("Location").orElseThrow();
            for (String rendition : List.of("thumb", "small", "medium", "large")) {
                HttpResponse<String> view = send(
                        HttpRequest.newBuilder(server.address().resolve(image + "?rendition=" + rendition)));
                assertThat(view.statusCode()).as(view.body()).isIn(200, 422);
            }
        }
        assertThat(processes.maxBytes()).as("memory of all processes").isLessThan(MAX_BYTES);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return Deployment.CLIENT.send(
                request.timeout(CALL_TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void serverProcessLoadsNoDecoder() throws Exception {
        byte[] picture = Photographs.jpeg(900, 600, 1);
        HttpResponse<String> upload = send(HttpRequest.newBuilder(server.address().resolve("/upload?user_id=alice"))
                .header("Content-Type", "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(picture)));
        String image = upload.headers().firstValue("Location").orElseThrow();

        assertThat(send(HttpRequest.newBuilder(server.address().resolve(image + "?rendition=small"))).statusCode())
                .isEqualTo(200);

        try (Stream<String> maps = Files.lines(Path.of("/proc/" + server.pid() + "/maps"))) {
            assertThat(maps).noneMatch(line -> line.contains("libvips") || line.contains("libheif"));
        }
    }
}
