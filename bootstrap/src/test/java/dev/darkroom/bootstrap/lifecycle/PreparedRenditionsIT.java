package dev.darkroom.bootstrap.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.suite.ObjectFiles;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.Steps;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedRenditionsIT {
    private record Server(Application application, Path folder) implements Steps {
        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + application.port());
        }

        @Override
        public Set<String> objectKeys() {
            return ObjectFiles.keys(folder);
        }
    }

    @Test
    void renditionsOfTheGridAndEagerOnesAreMadeAfterAnUploadWithoutAView(@TempDir Path folder) {
        try (Application application = Application.start(
                Configuration.from(Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.toString(),
                        "DARKROOM_RENDITIONS", "avatar=96x96,cover,attention", "DARKROOM_RENDITIONS_EAGER", "avatar")),
                "test",
                InstantSource.system())) {
            Server server = new Server(application, folder);
            String id = server.uploaded("alice", Photographs.jpeg(1200, 800, 1)).path("image_id").asText();

            Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(server.objectKeys())
                    .filteredOn(key -> key.contains(id)).anyMatch(key -> key.contains("small"))
                    .anyMatch(key -> key.contains("medium"))
                    .anyMatch(key -> key.contains("avatar-96x96-cover-attention-q80")));
        }
    }
}
