package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Call.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the server with SIGKILL in the middle of uploads and deletes, reconciles, and holds what is left against every
 * answer that was given. {@code -Dcrash.kills=N} kills more often than the three times of a build.
 */
class CrashTest {
    private static final int KILLS = Integer.getInteger("crash.kills", 3);
    private static final int CLIENTS = 8;
    private static final List<byte[]> PICTURES =
            IntStream.range(0, 8).mapToObj(i -> Photographs.jpeg(200 + i, 150, i)).toList();

    @TempDir
    Path dataFolder;

    /** Image id to the checksum that the answer told. */
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

    /** Images whose deletion was asked for and not answered: there, whole, or gone. */
    private final Set<String> uncertain = ConcurrentHashMap.newKeySet();

    /** Images whose deletion was answered. */
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();

    @Test
    void everyAcknowledgedPictureSurvivesAndNothingElseIsOnDisk() throws Exception {
        Random random = new Random(7);
        Map<String, String> environment = Map.of("DARKROOM_DATA_DIR", dataFolder.toString());
        for (int round = 0; round < KILLS; round++) {
            killAfter(40 + random.nextInt(200), environment);

            assertThat(ServerProcess.run(environment, "reconcile")).isZero();

            assertThat(leftovers()).as("round %d", round).isEmpty();
            Map<String, String> shown = shown(environment);
            assertThat(objectIds()).as("round %d", round).isEqualTo(new TreeSet<>(shown.keySet()));
            assertThat(shown).containsAllEntriesOf(acknowledged);
            assertThat(shown).doesNotContainKeys(deleted.toArray(String[]::new));
            // What was not answered is settled now.
            acknowledged.putAll(shown);
            uncertain.clear();
        }
    }

    /** A key is in the name of its picture, so that a second one would be seen. */
    @Test
    void everyKeyMakesOnePictureThoughTheServerIsKilledMeanwhile() throws Exception {
        Map<String, String> environment = Map.of("DARKROOM_DATA_DIR", dataFolder.toString());
        Set<String> keys = ConcurrentHashMap.newKeySet();
        Map<String, JsonNode> answered = new ConcurrentHashMap<>();
        for (int round = 0; round < KILLS; round++) {
            try (ServerProcess server = ServerProcess.start(environment)) {
                // Those of the round before: nobody waits, because nothing is under way any more.
                repeat(server, keys, answered);
                uploadUntilKilled(server, round, keys, answered);
            }
        }
        try (ServerProcess server = ServerProcess.start(environment)) {
            repeat(server, keys, answered);
            Map<String, Integer> pictures = new HashMap<>();
            for (String id : server.walk("limit=100&user_id=alice")) {
                pictures.merge(server.view(id).expect(200).text("filename"), 1, Integer::sum);
            }
            assertThat(pictures.keySet()).isEqualTo(keys);
            assertThat(pictures.values()).containsOnly(1);
        }
    }

    private static Answer uploadUnder(String key, ServerProcess server) {
        return server.send(Call.upload(new Form().field("user_id", "alice").file(key, PICTURES.getFirst()))
                .header("Idempotency-Key", key));
    }

    private static void repeat(ServerProcess server, Set<String> keys, Map<String, JsonNode> answered) {
        for (String key : keys) {
            JsonNode image = uploadUnder(key, server).expect(201).json();
            assertThat(answered.getOrDefault(key, image)).isEqualTo(image);
            answered.put(key, image);
        }
    }

    private static void uploadUntilKilled(
            ServerProcess server, int round, Set<String> keys, Map<String, JsonNode> answered) throws Exception {
        CountDownLatch left = new CountDownLatch(20 + 7 * round);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                String prefix = "key-" + round + "-" + client + "-";
                clients.add(threads.submit(() -> {
                    try {
                        for (int n = 0;; n++) {
                            String key = prefix + n;
                            keys.add(key);
                            answered.put(key, uploadUnder(key, server).expect(201).json());
                            left.countDown();
                        }
                    } catch (UncheckedIOException killed) {
                        // What became of it is told to whoever repeats it.
                    } finally {
                        while (left.getCount() > 0) {
                            left.countDown();
                        }
                    }
                }));
            }
            left.await();
            server.kill();
            for (Future<?> client : clients) {
                client.get();
            }
        }
    }

    private void killAfter(int answers, Map<String, String> environment) throws Exception {
        CountDownLatch left = new CountDownLatch(answers);
        try (ServerProcess server = ServerProcess.start(environment);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                Random random = new Random(answers * 31L + client);
                clients.add(threads.submit(() -> work(server, random, left)));
            }
            left.await();
            server.kill();
            for (Future<?> client : clients) {
                client.get();
            }
        }
    }

    private void work(ServerProcess server, Random random, CountDownLatch left) {
        try {
            while (true) {
                String id = random.nextInt(3) == 0 ? claimOne() : null;
                if (id == null) {
                    upload(server, PICTURES.get(random.nextInt(PICTURES.size())));
                } else {
                    server.send(Call.delete("/images/" + id)).expect(200);
                    deleted.add(id);
                    uncertain.remove(id);
                }
                left.countDown();
            }
        } catch (UncheckedIOException killed) {
            // The server is gone: what this client waited for is uncertain.
        } finally {
            // A client that fails ends the round, which then tells why.
            while (left.getCount() > 0) {
                left.countDown();
            }
        }
    }

    private void upload(ServerProcess server, byte[] picture) {
        JsonNode image = server.send(
                Call.upload(new Form().field("user_id", "alice").file("a.jpg", picture)))
                .expect(201)
                .json();
        acknowledged.put(image.path("image_id").asText(), image.path("sha256").asText());
    }

    /** Takes an acknowledged picture to delete, so that no two clients delete the same. */
    private @Nullable String claimOne() {
        for (String id : acknowledged.keySet()) {
            if (uncertain.add(id)) {
                acknowledged.remove(id);
                return id;
            }
        }
        return null;
    }

    /** Every image that the restarted server lists, with the checksum of the bytes it gives. */
    private Map<String, String> shown(Map<String, String> environment) throws Exception {
        Map<String, String> shown = new HashMap<>();
        try (ServerProcess server = ServerProcess.start(environment)) {
            String cursor = "";
            do {
                JsonNode page = server.send(Call.get("/images?limit=100" + cursor)).expect(200).json();
                for (JsonNode image : page.path("items")) {
                    String id = image.path("image_id").asText();
                    String url = server.send(Call.get("/images/" + id)).expect(200).text("url");
                    String sha256 = server.fetch(url).expect(200).sha256();
                    assertThat(sha256).isEqualTo(image.path("sha256").asText());
                    shown.put(id, sha256);
                }
                cursor = page.path("next_cursor").isNull()
                        ? ""
                        : "&cursor=" + page.path("next_cursor").asText();
            } while (!cursor.isEmpty());
            assertThat(server.stop()).isZero();
        }
        return shown;
    }

    private Set<String> objectIds() throws IOException {
        try (Stream<Path> files = Files.walk(dataFolder.resolve("blobs"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> dataFolder.relativize(file).getName(2).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Files that are neither objects nor the catalogue's, the keys' or the lock's own. */
    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.walk(dataFolder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> dataFolder.relativize(file).toString())
                    .filter(file -> !file.matches(
                            "blobs/[0-9a-f]{2}/[0-9a-f-]{36}/original\\.jpg|catalog\\.db.*|keys/[a-z]+\\.key|lock"))
                    .toList();
        }
    }
}
