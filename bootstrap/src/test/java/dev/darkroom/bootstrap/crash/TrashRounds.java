package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.ServerProcess;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectKey;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that sixteen clients move to the trash, restore and remove while the server is killed again and again. Each picture belongs to one
 * client. {@code -Dcrash.trash.pictures=N} sets the number of pictures.
 */
final class TrashRounds implements AutoCloseable {
    private static final int CLIENTS = 16;

    private static final int PICTURES = Integer.getInteger("crash.trash.pictures", 50);

    private static final int DAYS = 7;

    private static final long QUOTA = 1L << 30;

    private static final byte[] BYTES = Photographs.png(8, 8, 1);

    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** Where a picture is. */
    private enum Place {
        LIBRARY, TRASH, NOWHERE
    }

    /** A picture and the places where it can be: one, unless a response is missing. */
    private static final class Known {
        private final String id;
        private final long sizeBytes;
        private Set<Place> places = EnumSet.of(Place.LIBRARY);

        Known(JsonNode image) {
            id = image.path("image_id").asText();
            sizeBytes = image.path("size").asLong();
        }

        boolean isAt(Place place) {
            return places.equals(EnumSet.of(place));
        }
    }

    private final Storage storage;
    private final Path temporaryFolder;
    private final Random random;
    private final long seed;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Known> pictures = new ArrayList<>();
    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean isKilled;
    private @Nullable ServerProcess server;

    TrashRounds(Storage storage, Path temporaryFolder, long seed) {
        this.storage = storage;
        this.temporaryFolder = temporaryFolder;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** Stores pictures, kills the server a number of times, and checks what is left. */
    void run(int kills) throws Exception {
        try {
            upload(PICTURES);
            for (int kill = 0; kill < kills; kill++) {
                round();
            }
            requireQuota();
            requireNothingLost();
            System.out.println(
                    "%d pictures, %d kills, %d responses: %d in the library, %d in the trash, %d removed (seed %d)"
                            .formatted(PICTURES, kills, answers.get(), count(Place.LIBRARY), count(Place.TRASH),
                                    count(Place.NOWHERE), seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("Failed with -Dcrash.seed=%d: %s%nOutput of the server: %s".formatted(
                    seed, e, server == null ? "" : String.join("\n", server.output())), e);
        }
    }

    private long count(Place place) {
        return pictures.stream().filter(picture -> picture.isAt(place)).count();
    }

    private ServerProcess start(long quota) throws Exception {
        Map<String, String> environment = new HashMap<>(storage.environment());
        environment.put("DARKROOM_TRASH_DAYS", String.valueOf(DAYS));
        environment.put("DARKROOM_USER_QUOTA_BYTES", String.valueOf(quota));
        List<String> options =
                Stream.concat(OPTIONS.stream(), Stream.of("-Djava.io.tmpdir=" + temporaryFolder)).toList();
        ServerProcess started = ServerProcess.start(ChildJvm.command(options, Main.class), environment);
        server = started;
        Awaitility.await().atMost(Duration.ofMinutes(1))
                .until(() -> started.send(Call.get("/health/ready")).status() == 200);
        return started;
    }

    private void upload(int count) throws Exception {
        ServerProcess started = start(QUOTA);
        AtomicInteger left = new AtomicInteger(count);
        List<List<Known>> stored = all(client -> {
            List<Known> mine = new ArrayList<>();
            while (left.getAndDecrement() > 0) {
                mine.add(new Known(started.uploaded("alice", BYTES)));
            }
            return mine;
        });
        stored.forEach(pictures::addAll);
    }

    private <T> List<T> all(ThrowingFunction<T> work) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            int number = client;
            Callable<T> task = () -> work.apply(number);
            futures.add(threads.submit(task));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get());
        }
        return results;
    }

    @FunctionalInterface
    private interface ThrowingFunction<T> {
        T apply(int client) throws Exception;
    }

    /** Kills the server while clients work, reconciles now and then, and settles what is uncertain. */
    private void round() throws Exception {
        ServerProcess victim = server == null ? start(QUOTA) : server;
        isKilled = false;
        int until = answers.get() + 30 + random.nextInt(200);
        long round = random.nextLong();
        Future<?> clients = threads.submit(() -> all(client -> {
            work(victim, client, new Random(round + client));
            return client;
        }));
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> answers.get() >= until || clients.isDone());
        isKilled = true;
        victim.kill();
        server = null;
        clients.get();
        if (random.nextBoolean()) {
            // As at the last moment at which a picture can surely be restored.
            storage.reconcileAt(() -> Instant.now().plus(Duration.ofDays(DAYS)));
        }
        settle(start(QUOTA));
    }

    private void work(ServerProcess victim, int client, Random choices) {
        List<Known> mine = IntStream.range(0, pictures.size()).filter(i -> i % CLIENTS == client)
                .mapToObj(pictures::get).toList();
        while (!isKilled) {
            List<Known> left = mine.stream().filter(known -> known.places.size() == 1 && !known.isAt(Place.NOWHERE))
                    .toList();
            if (left.isEmpty()) {
                return;
            }
            step(victim, left.get(choices.nextInt(left.size())), choices.nextInt(20) == 0);
        }
    }

    private void step(ServerProcess victim, Known known, boolean forGood) {
        boolean isInTrash = known.isAt(Place.TRASH);
        Place next = forGood ? Place.NOWHERE : isInTrash ? Place.LIBRARY : Place.TRASH;
        Call call = forGood
                ? Call.delete("/images/" + known.id + "?permanent=true")
                : isInTrash ? Call.post("/images/" + known.id + "/restore") : Call.delete("/images/" + known.id);
        Set<Place> before = known.places;
        Set<Place> uncertain = EnumSet.copyOf(before);
        uncertain.add(next);
        known.places = uncertain;
        try {
            Answer answer = victim.send(call);
            if (answer.status() != 503 || !isKilled) {
                answer.expect(200);
                known.places = EnumSet.of(next);
                answers.incrementAndGet();
            }
        } catch (UncheckedIOException e) {
            assertThat(isKilled).as("%s", e).isTrue();
        }
    }

    private void settle(ServerProcess started) {
        Awaitility.await().untilAsserted(() -> {
            Set<String> library = ids(started, "");
            Set<String> trash = ids(started, "&state=trashed");
            for (Known known : pictures) {
                Place place = library.contains(known.id) ? Place.LIBRARY
                        : trash.contains(known.id) ? Place.TRASH : Place.NOWHERE;
                assertThat(known.places).as("%s is in %s", known.id, place).contains(place);
            }
            assertThat(library).doesNotContainAnyElementsOf(trash);
            for (Known known : pictures) {
                known.places = EnumSet.of(library.contains(known.id) ? Place.LIBRARY
                        : trash.contains(known.id) ? Place.TRASH : Place.NOWHERE);
            }
        });
    }

    private static Set<String> ids(ServerProcess started, String filter) {
        Set<String> ids = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = started.send(Call.get("/images?limit=100" + filter + cursor)).expect(200).json();
            page.path("items").forEach(image -> ids.add(image.path("image_id").asText()));
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + Call.encoded(page.path("next_cursor").asText());
        } while (!cursor.isEmpty());
        return ids;
    }

    /** The quota has room for one more byte than it has, or none. */
    private void requireQuota() throws Exception {
        long used = pictures.stream().filter(known -> !known.isAt(Place.NOWHERE)).mapToLong(known -> known.sizeBytes)
                .sum();
        stop();
        Call upload = Call.upload(new Call.Form().field("user_id", "alice").file("more.png", BYTES));
        start(used + pictures.getFirst().sizeBytes - 1).send(upload).expectProblem(413, "quota_exceeded");
        stop();
        pictures.add(new Known(start(used + pictures.getFirst().sizeBytes).send(upload).expect(201).json()));
        stop();
    }

    /** The trash is emptied when its time is over, and the library stays. */
    private void requireNothingLost() throws Exception {
        storage.reconcileAt(() -> Instant.now().plus(Duration.ofDays(DAYS + 1).minusMinutes(10)));
        requireObjects(Place.LIBRARY, Place.TRASH);
        storage.reconcileAt(() -> Instant.now().plus(Duration.ofDays(DAYS + 1)));
        storage.reconcileAt(() -> Instant.now().plus(Duration.ofDays(DAYS + 2)));
        requireObjects(Place.LIBRARY);
    }

    private void requireObjects(Place... places) throws Exception {
        Set<String> expected = pictures.stream()
                .filter(known -> List.of(places).stream().anyMatch(known::isAt))
                .map(known -> known.id).collect(Collectors.toSet());
        Storage.Contents contents = storage.contents();
        assertThat(contents.unexpected()).isEmpty();
        assertThat(contents.objects().stream().filter(key -> key.name().startsWith("original."))
                .map(TrashRounds::id)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(contents.rows().entrySet().stream()
                .filter(row -> row.getValue() instanceof ImageState.Ready
                        || row.getValue() instanceof ImageState.Trashed)
                .map(Map.Entry::getKey)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String id(ObjectKey key) {
        return key.prefix().imageId().toString();
    }

    private void stop() throws Exception {
        if (server != null) {
            assertThat(server.stop()).isZero();
            server = null;
        }
    }

    @Override
    public void close() {
        try (threads) {
            if (server != null) {
                server.close();
            }
        }
    }
}
