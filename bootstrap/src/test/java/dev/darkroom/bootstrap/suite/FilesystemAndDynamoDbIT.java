package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deployment with objects in files and the catalog in DynamoDB. */
class FilesystemAndDynamoDbIT {
    @TempDir
    Path dataFolder;

    private final CloudStore store = CloudStore.provisioned();

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(store.environment());
        environment.put("PORT", "0");
        environment.put("DARKROOM_BLOBS", "filesystem");
        environment.put("DARKROOM_DATA_DIR", dataFolder.toString());
        environment.put("DARKROOM_PREPARE_RENDITIONS", "false");
        return environment;
    }

    private final class Service implements Steps, AutoCloseable {
        private final Application application =
                Application.start(Configuration.from(environment()), "test", InstantSource.system());

        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + application.port());
        }

        @Override
        public Set<String> objectKeys() {
            return ObjectFiles.keys(dataFolder);
        }

        @Override
        public void close() {
            application.close();
        }
    }

    @Test
    void picturesAreServedFromFilesBeforeAndAfterARestart() {
        byte[] picture = Photographs.jpeg(40, 30, 1);
        String id;
        String url;
        String sha256;
        try (Service service = new Service()) {
            id = service.uploaded("alice", picture).path("image_id").asText();
            Answer view = service.view(id).expect(200);
            url = view.text("url");
            sha256 = view.text("sha256");
            assertThat(url).startsWith(service.address() + "/blobs/");
            assertThat(service.fetch(url).expect(200).sha256()).isEqualTo(sha256);
            assertThat(store.objectKeys()).isEmpty();
        }
        try (Service service = new Service()) {
            assertThat(service.walk("user_id=alice")).containsExactly(id);
            String again = url.replaceFirst("^http://[^/]+", service.address().toString());
            assertThat(service.fetch(again).expect(200).sha256()).as("keys are in the table").isEqualTo(sha256);
            service.send(Call.delete("/images/" + id)).expect(200);
            assertThat(service.objectKeys()).isEmpty();
        }
        assertThat(dataFolder.resolve("catalog.db")).doesNotExist();
        assertThat(dataFolder.resolve("keys")).doesNotExist();
    }
}
