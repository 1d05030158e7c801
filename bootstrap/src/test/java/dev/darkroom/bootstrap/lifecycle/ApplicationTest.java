package dev.darkroom.bootstrap.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.http.server.CannotListenException;
import dev.darkroom.adapter.local.filesystem.FolderInUseException;
import dev.darkroom.bootstrap.Client;
import dev.darkroom.bootstrap.configuration.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationTest {
    @TempDir
    private Path folder;

    @Test
    void picturesSurviveARestart() throws Exception {
        byte[] picture = Client.picture(64, 48);
        String id;
        try (Application application = start(Map.of());
                Client client = new Client(application.port())) {
            id = client.upload(picture);
        }

        try (Application application = start(Map.of());
                Client client = new Client(application.port())) {
            assertThat(client.get("/images?user_id=alice")).contains(id);
            assertThat(client.download(id)).isEqualTo(picture);
        }
    }

    @Test
    void directUploadsSurviveARestart() throws Exception {
        byte[] picture = Client.picture(64, 48);
        String started;
        String withBytes;
        try (Application application = start(Map.of());
                Client client = new Client(application.port())) {
            started = client.startUpload(picture);
            withBytes = client.startUpload(picture);
            client.put(withBytes, picture);
        }

        try (Application application = start(Map.of());
                Client client = new Client(application.port())) {
            client.put(started, picture);
            assertThat(client.download(client.complete(started))).isEqualTo(picture);
            assertThat(client.download(client.complete(withBytes))).isEqualTo(picture);
        }
    }

    @Test
    void secondApplicationOnTheSameFolderFailsAndTheFirstKeepsServing() throws Exception {
        try (Application application = start(Map.of());
                Client client = new Client(application.port())) {
            assertThatThrownBy(() -> start(Map.of())).isInstanceOf(FolderInUseException.class);
            assertThat(client.get("/health/ready")).isNotEmpty();
        }
    }

    @Test
    void failedStartUnlocksTheFolder() {
        try (Application application = start(Map.of())) {
            Map<String, String> withPortInUse = Map.of(
                    "PORT",
                    Integer.toString(application.port()),
                    "DARKROOM_DATA_DIR",
                    folder.resolve("other").toString());
            assertThatThrownBy(() -> start(withPortInUse)).isInstanceOf(CannotListenException.class);
        }
        start(Map.of("DARKROOM_DATA_DIR", folder.resolve("other").toString())).close();
    }

    @Test
    void urlsInResponsesBeginWithThePublicUrl() throws Exception {
        try (Application application = start(Map.of("DARKROOM_PUBLIC_URL", "https://pictures.example.com"));
                Client client = new Client(application.port())) {
            String id = client.upload(Client.picture(2, 2));
            assertThat(client.get("/images/" + id)).contains("\"https://pictures.example.com/blobs/");
        }
    }

    @Test
    void limitsFromTheEnvironmentApply() throws Exception {
        byte[] picture = Client.picture(64, 48);
        Map<String, String> oneByteLess = Map.of("DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(picture.length - 1));
        try (Application application = start(oneByteLess);
                Client client = new Client(application.port())) {
            assertThat(client.post(picture).statusCode()).isEqualTo(413);
        }
        try (Application application = start(Map.of("DARKROOM_MAX_SIDE", "63"));
                Client client = new Client(application.port())) {
            assertThat(client.post(picture).statusCode()).isEqualTo(422);
        }
    }

    @Test
    void uploadsAreReceivedInTheSpoolFolder() throws Exception {
        Path spool = folder.resolve("disk/spool");
        try (Application application = start(Map.of("DARKROOM_SPOOL_DIR", spool.toString()));
                Client client = new Client(application.port())) {
            try (Stream<Path> files = Files.list(spool)) {
                assertThat(files).hasSize(2)
                        .allMatch(file -> file.getFileName().toString().startsWith("darkroom-tmp-"));
            }
            assertThat(client.download(client.upload(Client.picture(1_500, 1_000))))
                    .isEqualTo(Client.picture(1_500, 1_000));
        }
        assertThat(spool).isEmptyDirectory();
    }

    private Application start(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DARKROOM_DATA_DIR", folder.resolve("data").toString());
        environment.put("PORT", "0");
        environment.putAll(more);
        return Application.start(Configuration.from(environment), "test", InstantSource.system());
    }
}
