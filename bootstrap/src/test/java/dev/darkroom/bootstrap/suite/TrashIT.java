package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A server with a trash, on each catalog. */
class TrashIT {
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class WithTrash implements Steps {
        private Application application;

        abstract Map<String, String> storage();

        @BeforeAll
        void start() {
            Map<String, String> environment = new HashMap<>(storage());
            environment.put("PORT", "0");
            environment.put("DARKROOM_TRASH_DAYS", "30");
            application = Application.start(Configuration.from(environment), "test", InstantSource.system());
        }

        @AfterAll
        void stop() {
            application.close();
        }

        @Override
        public URI address() {
            return URI.create("http://127.0.0.1:" + application.port());
        }

        @Override
        public Set<String> objectKeys() {
            throw new IllegalStateException("Use the store itself");
        }

        private void listsShow(String user, List<String> library, List<String> trash) {
            Awaitility.await().untilAsserted(() -> {
                assertThat(walk("user_id=" + user)).isEqualTo(library);
                assertThat(walk("state=trashed&user_id=" + user)).isEqualTo(trash);
            });
        }

        @Test
        void deletedPictureIsRestoredAsItWas() {
            String user = newUser();
            JsonNode image = uploaded(user, Photographs.jpeg(40, 30, 1));
            String id = image.path("image_id").asText();
            send(Call.of("PATCH", "/images/" + id).json("{\"title\": \"Kite\", \"tags\": [\"sea\"]}")).expect(200);
            awaitPlaceholders("user_id=" + user);
            String url = view(id).expect(200).text("url");
            JsonNode before = send(Call.get("/images?user_id=" + user)).expect(200).json().path("items").path(0);

            assertThat(send(Call.delete("/images/" + id)).expect(200).text("message"))
                    .isEqualTo("Image moved to trash");
            view(id).expectProblem(404, "not_found");
            send(Call.get("/images/" + id + "/content")).expectProblem(404, "not_found");
            listsShow(user, List.of(), List.of(id));
            JsonNode trashed = send(Call.get("/images/" + id + "?state=trashed")).expect(200).json();
            assertThat(trashed.path("title").asText()).isEqualTo("Kite");
            assertThat(trashed.path("trashed_at").asText()).isLessThan(trashed.path("purge_at").asText());
            assertThat(trashed.has("url")).isFalse();
            fetch(url).expect(200);

            assertThat(send(Call.post("/images/" + id + "/restore")).expect(200).json()).isEqualTo(before);
            listsShow(user, List.of(id), List.of());
            assertThat(send(Call.get("/images?tag=sea&user_id=" + user)).expect(200).json().path("items").path(0))
                    .isEqualTo(before);
            view(id).expect(200);
        }

        @Test
        void picturesAreRemovedForGoodFromTheLibraryAndFromTheTrash() {
            String user = newUser();
            String kept = uploaded(user, Photographs.jpeg(40, 30, 1)).path("image_id").asText();
            String trashed = uploaded(user, Photographs.jpeg(40, 30, 2)).path("image_id").asText();
            String url = view(trashed).expect(200).text("url");
            String both = "{\"image_ids\":[\"" + kept + "\",\"" + trashed + "\"]}";
            send(Call.delete("/images/" + trashed)).expect(200);
            send(Call.delete("/images/" + trashed)).expectProblem(404, "not_found");

            JsonNode results = send(Call.post("/images/delete?permanent=true").json(both)).expect(200).json();

            assertThat(results.path("results").findValuesAsText("status")).containsExactly("deleted", "deleted");
            listsShow(user, List.of(), List.of());
            fetch(url).expect(404);
            send(Call.post("/images/" + trashed + "/restore")).expectProblem(404, "not_found");
        }

        @Test
        void pictureInTheTrashDoesNotCountAsExisting() {
            String user = newUser();
            Call upload = Call.post("/upload?user_id=" + user).body("image/jpeg", Photographs.jpeg(40, 30, 3))
                    .header("Darkroom-If-Exists", "return");
            String first = send(upload).expect(201).text("image_id");
            assertThat(send(upload).expect(200).text("image_id")).isEqualTo(first);
            send(Call.delete("/images/" + first)).expect(200);

            String second = send(upload).expect(201).text("image_id");

            assertThat(second).isNotEqualTo(first);
            send(Call.post("/images/" + first + "/restore")).expect(200);
            assertThat(send(upload).expect(200).text("image_id")).as("The first one").isEqualTo(first);
        }
    }

    @Nested
    class OfALocalFolder extends WithTrash {
        @TempDir
        static Path folder;

        @Override
        Map<String, String> storage() {
            return Map.of("DARKROOM_DATA_DIR", folder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false");
        }
    }

    @Nested
    class OfS3AndDynamoDb extends WithTrash {
        private final CloudStore store = CloudStore.provisioned();

        @Override
        Map<String, String> storage() {
            return store.environment();
        }
    }

    @Nested
    @FullTier
    class OfAFolderAndPostgres extends WithTrash {
        @TempDir
        static Path folder;

        @Override
        Map<String, String> storage() {
            return Map.of(
                    "DARKROOM_CATALOG", "postgres",
                    "DARKROOM_POSTGRES_URL", LocalPostgres.shared().migratedUrl(),
                    "DARKROOM_DATA_DIR", folder.toString(), "DARKROOM_PREPARE_RENDITIONS", "false");
        }
    }
}
