package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fifty concurrent uploads of 20 MB with a heap of 128 MB: the service never keeps a whole body in memory. */
@FullTier
class LargeUploadsIT {
    private static final int UPLOADS = 50;

    @TempDir
    Path folder;

    @Test
    void fiftyConcurrentUploadsOf20MegabytesSucceedWithAHeapOf128Megabytes() throws Exception {
        // Noise does not compress: about three bytes per pixel.
        Path picture = Files.write(folder.resolve("large.png"), Photographs.noise(2_620, 2_620));
        assertThat(Files.size(picture)).isBetween(20_000_000L, 25_000_000L);
        List<String> command = ChildJvm.command(List.of("-Xmx128m"), Main.class);

        try (ServerProcess server =
                ServerProcess.start(command, Map.of("DARKROOM_DATA_DIR", folder.resolve("data").toString()))) {
            HttpRequest upload = HttpRequest.newBuilder(URI.create(server.address() + "/upload?user_id=alice"))
                    .header("Content-Type", "image/png")
                    .POST(HttpRequest.BodyPublishers.ofFile(picture))
                    .build();
            List<CompletableFuture<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < UPLOADS; i++) {
                statuses.add(Deployment.CLIENT
                        .sendAsync(upload, HttpResponse.BodyHandlers.discarding())
                        .handle((response, failure) -> failure == null ? response.statusCode() : -1));
            }
            CompletableFuture.allOf(statuses.toArray(CompletableFuture<?>[]::new)).join();
            assertThat(statuses)
                    .as(() -> String.join("\n", server.output()))
                    .allSatisfy(status -> assertThat(status.get()).isEqualTo(201));
            assertThat(server.send(Call.get("/images?limit=100")).json().path("items")).hasSize(UPLOADS);
        }
    }
}
