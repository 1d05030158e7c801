package dev.darkroom.bootstrap.suite.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.ServerProcess;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The virtual threads of all requests share one carrier, and the JVM adds no other. If a thread of Darkroom blocked it for long, for example
 * while a worker process is idle, no request would be served. With more carriers, the JVM of version 25 stops too, but only if all
 * are blocked for more than 30 s.
 */
class OneCarrierIT {
    private static final List<String> OPTIONS =
            List.of("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");

    @Test
    void requestsAreServedWhileAWorkerProcessIsIdle(@TempDir Path folder) throws Exception {
        try (ServerProcess server = ServerProcess.start(
                ChildJvm.command(OPTIONS, Main.class), Map.of("DARKROOM_DATA_DIR", folder.toString()));
                HttpClient client = HttpClient.newHttpClient()) {
            String id = server.uploaded("alice", Photographs.jpeg(64, 48, 1)).path("image_id").asText();
            server.send(Call.of("GET", "/images/" + id + "/content?rendition=thumb")).expect(302);

            HttpRequest request =
                    HttpRequest.newBuilder(server.address().resolve("/images/" + id)).timeout(Duration.ofSeconds(30))
                            .build();
            assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        }
    }
}
