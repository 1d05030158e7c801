package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.imaging.testkit.hostile.HostileFile;
import dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole service accepts or rejects every hostile file over a socket, and keeps serving. */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HostileUploadsIT {
    /** Much longer than any file needs, even while other tests run. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Larger files would take half a minute here. The inspector's own test covers them. */
    private static final int MAX_BYTES = 5_000_000;

    private Application application;

    @BeforeAll
    void start(@TempDir Path folder) {
        application = Application.start(
                Configuration.from(Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.toString(),
                        "DARKROOM_PREPARE_RENDITIONS", "false")),
                "test",
                InstantSource.system());
    }

    @AfterAll
    void stop() {
        application.close();
    }

    static Stream<HostileFile> crafted() {
        return HostileFiles.crafted().filter(file -> file.bytes().length <= MAX_BYTES);
    }

    @ParameterizedTest
    @MethodSource("crafted")
    void craftedFileIsAcceptedOrRejected(HostileFile file) throws Exception {
        assertHandled(file);
    }

    /** Every eighth damaged file. The inspector's own test covers all of them. */
    static Stream<HostileFile> damaged() {
        List<HostileFile> damaged = Stream.concat(HostileFiles.cutShort(), HostileFiles.flipped()).toList();
        return Stream.iterate(0, i -> i < damaged.size(), i -> i + 8).map(damaged::get);
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void damagedFileIsAcceptedOrRejected(HostileFile file) throws Exception {
        assertHandled(file);
    }

    private void assertHandled(HostileFile file) throws Exception {
        byte[] bytes = file.bytes();
        HttpResponse<String> answer = upload(bytes);

        assertThat(answer.statusCode())
                .as(answer.body())
                .isIn(bytes.length == 0 ? List.of(400) : List.of(201, 413, 415, 422));
        assertThat(upload(Photographs.jpeg(9, 9, 1)).statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> upload(byte[] file) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest
                .newBuilder(URI.create("http://127.0.0.1:" + application.port() + "/upload?user_id=mallory"))
                .timeout(TIMEOUT)
                .header("Content-Type", "image/jpeg")
                .POST(HttpRequest.BodyPublishers.ofByteArray(file))
                .build();
        return Deployment.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
