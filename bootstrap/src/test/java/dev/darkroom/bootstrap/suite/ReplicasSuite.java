package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.CloudStore;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Two processes that start concurrently on one empty storage. Each can serve any call. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class ReplicasSuite {
    private final CloudStore store;
    private Map<String, String> environment;
    private final List<ServerProcess> started = new ArrayList<>();
    private ServerProcess one;
    private ServerProcess other;

    ReplicasSuite(CloudStore store) {
        this.store = store;
    }

    /** Creates an empty catalog, and returns the variables that select the storage. */
    abstract Map<String, String> environment(CloudStore store);

    @BeforeAll
    void start() throws Exception {
        environment = environment(store);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, String> withQuota = new HashMap<>(environment);
            // No user of the other tests reaches it.
            withQuota.put("DARKROOM_USER_QUOTA_BYTES", QuotaSuite.QUOTA);
            Callable<ServerProcess> start = () -> ServerProcess.start(withQuota);
            for (Future<ServerProcess> process : threads.invokeAll(List.of(start, start))) {
                started.add(process.get());
            }
        }
        one = started.getFirst();
        other = started.getLast();
    }

    @AfterAll
    void stop() {
        started.forEach(ServerProcess::close);
    }

    @Test
    void pictureUploadedToOneIsListedViewedAndDeletedThroughTheOther() {
        String user = one.newUser();
        byte[] picture = Photographs.jpeg(40, 30, 1);

        JsonNode image = one.uploaded(user, picture);
        String id = image.path("image_id").asText();
        assertThat(other.walk("user_id=" + user)).containsExactly(id);
        assertThat(other.fetch(other.view(id).expect(200).text("url")).expect(200).sha256())
                .isEqualTo(image.path("sha256").asText());

        other.send(Call.delete("/images/" + id)).expect(200);
        assertThat(one.walk("user_id=" + user)).isEmpty();
        one.view(id).expectProblem(404, "not_found");
        one.send(Call.delete("/images/" + id)).expectProblem(404, "not_found");
        assertThat(store.objectKeys()).noneMatch(key -> key.contains(id));
    }

    @Test
    void cursorOfOneIsAcceptedByBoth() {
        String user = one.newUser();
        List<String> newestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ServerProcess process = i % 2 == 0 ? one : other;
            newestFirst.addFirst(process.uploaded(user, Photographs.jpeg(9, 9, i)).path("image_id").asText());
        }

        one.awaitPlaceholders("user_id=" + user);
        for (ServerProcess first : started) {
            String list = "/images?limit=2&user_id=" + user;
            String next = list + "&cursor=" + encoded(first.send(Call.get(list)).expect(200).text("next_cursor"));
            JsonNode page = one.send(Call.get(next)).expect(200).json();
            assertThat(page.path("items").path(0).path("image_id").asText()).isEqualTo(newestFirst.get(2));
            assertThat(other.send(Call.get(next)).expect(200).json()).isEqualTo(page);
        }
    }

    @Test
    void directUploadStartedOnOneIsCompletedOnTheOther() {
        byte[] picture = Photographs.png(40, 30, 1);
        JsonNode upload = one.started("image/png", picture.length);
        one.put(upload, picture).expect(200);

        JsonNode image = other.complete(upload).expect(201).json();

        JsonNode again = one.complete(upload).expect(201).json();
        assertThat(again.path("image_id")).isEqualTo(image.path("image_id"));
        assertThat(again.path("sha256")).isEqualTo(image.path("sha256"));
        assertThat(one.view(image.path("image_id").asText()).expect(200).json().path("sha256"))
                .isEqualTo(image.path("sha256"));
    }

    @Test
    void fiftyConcurrentUploadsToBothWithOneKeyStoreOnePicture() throws Exception {
        String user = one.newUser();
        Call call = Call.post("/upload?user_id=" + user).body("image/jpeg", Photographs.jpeg(60, 40, 1))
                .header("Idempotency-Key", "a-key");

        String id = IdempotencySuite.assertOnePicture(IdempotencySuite.inParallel(50, started, call));

        assertThat(one.walk("user_id=" + user)).containsExactly(id);
        for (ServerProcess process : started) {
            Answer repeated = process.send(call).expect(201);
            assertThat(repeated.text("image_id")).isEqualTo(id);
            assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        }
        assertThat(store.objectKeys()).filteredOn(key -> key.contains(id)).hasSize(1);
    }

    @Test
    void twoHundredConcurrentUploadsOfTwentyPicturesToBothMakeTwentyImages() throws Exception {
        // Without the quota, which has no room for 200 uploads under way.
        try (ServerProcess first = ServerProcess.start(environment);
                ServerProcess second = ServerProcess.start(environment)) {
            String user = first.newUser();
            DuplicatesSuite.requireOneImageOfEach(user, 20, List.of(first, second));
            assertThat(second.walk("limit=100&user_id=" + user)).hasSize(20);
        }
    }

    @Test
    void onlyOneOfTwoConcurrentDeletionsSucceeds() throws Exception {
        String id = one.uploaded(one.newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = new ArrayList<>();
            List<Callable<Integer>> deletions = new ArrayList<>();
            for (ServerProcess process : started) {
                deletions.add(() -> process.send(Call.delete("/images/" + id)).status());
            }
            for (Future<Integer> status : threads.invokeAll(deletions)) {
                statuses.add(status.get());
            }
            assertThat(statuses).containsExactlyInAnyOrder(200, 404);
        }
    }

    @Nested
    class Together implements QuotaSuite {
        @Override
        public URI address() {
            return one.address();
        }

        @Override
        public Steps other() {
            return other;
        }

        @Override
        public Set<String> objectKeys() {
            return store.objectKeys();
        }
    }

    @Test
    void acknowledgedPictureRemainsAfterItsProcessIsKilled() throws Exception {
        String user = one.newUser();
        String id;
        try (ServerProcess third = ServerProcess.start(environment)) {
            id = third.uploaded(user, Photographs.jpeg(9, 9, 1)).path("image_id").asText();
            third.kill();
        }

        assertThat(one.walk("user_id=" + user)).containsExactly(id);
        one.fetch(other.view(id).expect(200).text("url")).expect(200);
    }
}
