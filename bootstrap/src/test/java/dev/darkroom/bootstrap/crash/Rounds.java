package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.ServerProcess;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Crash rounds over one storage. Each round kills a process at a random moment while clients work, then reconciles, restarts,
 * and compares the storage with the model.
 */
final class Rounds implements AutoCloseable {
    /** What a round kills. */
    enum Victim {
        DARKROOM,
        STORAGE,
        BOTH
    }

    /** Longer than a direct upload can be completed and a key is remembered. */
    private static final Duration LONGER_THAN_A_DAY = Duration.ofHours(26);

    /** One for arriving uploads and one for render workers. */
    private static final int MAX_TEMPORARY_FOLDERS = 2;

    /** A server runs only for seconds here, so a fast compiler matters more than fast code. */
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Storage storage;
    private final Path temporaryFolder;
    private final long seed;
    private final Random random;
    private final Model model = new Model();
    private final EventReceiver receiver;
    private @Nullable ServerProcess server;
    /** Output of the last server. */
    private List<String> lastOutput = List.of();
    private int kills;
    private int killsOfStarts;
    private int answers;
    private int uncertainAndApplied;

    /**
     * @param temporaryFolder an existing, empty folder for the processes that are killed
     */
    Rounds(Storage storage, Path temporaryFolder, long seed) throws IOException {
        this.storage = storage;
        this.temporaryFolder = temporaryFolder;
        this.seed = seed;
        this.random = new Random(seed);
        this.receiver = new EventReceiver();
    }

    /** The first seed: {@code -Dcrash.seed=N}, or a new one. */
    static long seed() {
        return Long.getLong("crash.seed", System.nanoTime());
    }

    /** Runs a number of rounds, with the victims in turn. */
    void run(int rounds, List<Victim> victims) {
        for (int round = 1; round <= rounds; round++) {
            Victim victim = victims.get((round - 1) % victims.size());
            try {
                round(victim);
            } catch (Exception | AssertionError e) {
                if (server != null) {
                    lastOutput = server.output();
                }
                throw new AssertionError(
                        "Round %d with victim %s failed, -Dcrash.seed=%d: %s%nOutput of the server: %s".formatted(
                                round, victim, seed, e, String.join("\n", lastOutput)),
                        e);
            }
            if (round % 10 == 0 || round == rounds) {
                System.out
                        .println("%d kills, %d more during starts and reconciliations, %d responses, %d changes applied"
                                .formatted(kills, killsOfStarts, answers, uncertainAndApplied)
                                + " without a response, %d pictures, %d resumable uploads (seed %d)".formatted(
                                        model.pictures().size(),
                                        model.resumableUploads(true).size() + model.resumableUploads(false).size(),
                                        seed));
            }
        }
    }

    /** Waits for the events of all changes. Stops the server and reconciles as if a day had passed. Then only pictures may be left. */
    void end() throws Exception {
        stop();
        receiver.becomeReliable();
        try (ChildJvm jvm = ChildJvm.start(command("events", "--retry"), environment())) {
            assertThat(jvm.exitCode()).as("%s", jvm.output()).isZero();
        }
        server = start();
        receiver.requireAll(model);
        System.out.println("%d events arrived in the order of their images".formatted(receiver.count()));
        stop();
        storage.reconcileAt(() -> Instant.now().plus(LONGER_THAN_A_DAY));
        Storage.Contents contents = storage.contents();
        assertThat(contents.unexpected()).isEmpty();
        requireNoTemporaryFiles(0);
        Set<String> pictures = model.pictures().stream().map(Picture::id).collect(Collectors.toSet());
        assertThat(contents.rows().keySet()).isEqualTo(pictures);
        assertThat(idsOf(contents.objects())).isEqualTo(pictures);
        assertThat(contents.objects()).noneMatch(key -> key.name().equals("upload"));
    }

    private void stop() throws Exception {
        if (server != null) {
            assertThat(server.stop()).isZero();
            server = null;
        }
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(storage.environment());
        environment.putAll(receiver.environment());
        return environment;
    }

    private void round(Victim victim) throws Exception {
        if (server == null) {
            server = start();
        }
        try (Clients clients = Clients.start(server, model, random.nextLong())) {
            clients.await(20 + random.nextInt(150));
            // So that the kill is not always right after a response.
            clients.work(Duration.ofMillis(random.nextInt(30)));
            switch (victim) {
                case DARKROOM -> killServer(clients);
                case STORAGE -> {
                    clients.storeIsKilled();
                    storage.kill();
                    clients.awaitRefusals(random.nextInt(16));
                    storage.restart();
                    // The service recovers without a restart.
                    clients.await(60);
                }
                case BOTH -> {
                    clients.storeIsKilled();
                    boolean storageFirst = random.nextBoolean();
                    if (storageFirst) {
                        storage.kill();
                    }
                    killServer(clients);
                    if (!storageFirst) {
                        storage.kill();
                    }
                    storage.restart();
                }
            }
            kills++;
            answers += clients.end();
        }
        if (!storage.isReconciledAtStart() || random.nextInt(3) > 0) {
            reconcile();
            requireNothingElse(storage.contents());
        }
        if (server == null) {
            server = start();
        }
        // The server may be making placeholders, or be removing what a killed one left.
        Awaitility.await().ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> requireNoTemporaryFiles(MAX_TEMPORARY_FOLDERS));
        uncertainAndApplied += new Checks(server, model).run(random);
    }

    private void killServer(Clients clients) throws InterruptedException {
        clients.serverIsKilled();
        ServerProcess victim = server;
        server = null;
        if (victim != null) {
            victim.kill();
            lastOutput = victim.output();
        }
    }

    private List<String> command(String... arguments) {
        List<String> options =
                Stream.concat(OPTIONS.stream(), Stream.of("-Djava.io.tmpdir=" + temporaryFolder)).toList();
        return ChildJvm.command(options, Main.class, arguments);
    }

    /** Starts a server. Sometimes kills starting servers before that. */
    private ServerProcess start() throws Exception {
        while (random.nextInt(4) == 0) {
            startAndKill(command());
        }
        ServerProcess started = ServerProcess.start(command(), environment());
        receiver.sentBy(started);
        // It is closed with this, even if it is never ready.
        server = started;
        // A cold server may refuse sixteen clients at once on a slow machine.
        Awaitility.await().atMost(Duration.ofMinutes(1))
                .until(() -> started.send(Call.get("/health/ready")).status() == 200);
        return started;
    }

    /** Reconciles. Sometimes kills reconciliations before that. */
    private void reconcile() throws Exception {
        String[] arguments = {"reconcile", "--grace", "PT0S"};
        while (random.nextInt(4) == 0) {
            startAndKill(command(arguments));
        }
        try (ChildJvm jvm = ChildJvm.start(command(arguments), environment())) {
            assertThat(jvm.exitCode()).as("%s", jvm.output()).isZero();
        }
    }

    /** Starts a process and kills it, probably before it has finished. */
    private void startAndKill(List<String> command) throws Exception {
        Map<String, String> environment = environment();
        environment.put("PORT", "0");
        try (ChildJvm jvm = ChildJvm.start(command, environment)) {
            try {
                jvm.ended().get(200 + random.nextInt(1_000), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillRunning) {
                killsOfStarts++;
                // Killed before the next process starts.
                jvm.kill();
            }
        }
    }

    /** Requires that every object has its row, every row has its objects, and only direct and resumable uploads are unfinished. */
    private void requireNothingElse(Storage.Contents contents) {
        assertThat(contents.unexpected()).isEmpty();
        Map<String, Set<String>> names = contents.objects()
                .stream()
                .collect(Collectors.groupingBy(
                        key -> key.prefix().imageId().toString(),
                        Collectors.mapping(ObjectKey::name, Collectors.toSet())));
        assertThat(contents.rows().keySet()).as("rows of all objects").containsAll(names.keySet());
        Map<String, ImageState.Receiving> ofImages = contents.rows()
                .values()
                .stream()
                .filter(ImageState.Receiving.class::isInstance)
                .map(ImageState.Receiving.class::cast)
                .collect(Collectors.toMap(upload -> upload.image().toString(), upload -> upload));
        Set<String> imagesWithoutUpload = new HashSet<>();
        contents.rows().forEach((id, row) -> {
            Set<String> objects = names.getOrDefault(id, Set.of());
            switch (row) {
                case ImageState.Ready(Image image) -> {
                    assertThat(objects).as("objects of %s", image).contains(image.originalKey().name());
                    DirectUpload upload = model.directUpload(id);
                    assertThat(objects.contains("upload") && (upload == null || !upload.isCompletionRequested()))
                            .as("leftover bytes of a completed upload: %s", image)
                            .isFalse();
                }
                case ImageState.Trashed trashed -> throw new AssertionError("There is no trash: " + trashed);
                case ImageState.Uploading image -> {
                    assertThat(image.announcedAt()).as("an upload in one request left: %s", id).isAfter(Instant.now());
                    ImageState.Receiving upload = ofImages.get(id);
                    if (upload == null) {
                        imagesWithoutUpload.add(id);
                    }
                    assertThat(objects.isEmpty() || (upload != null && upload.progress().isWhole()))
                            .as("objects of %s before its upload is whole: %s", id, objects)
                            .isTrue();
                }
                case ImageState.Receiving upload -> {
                    assertThat(model.resumableUpload(id) != null
                            || model.isUnknownStart(String.valueOf(upload.declared().filename())))
                            .as("a resumable upload that nobody began: %s", upload)
                            .isTrue();
                    assertThat(objects).as("parts of %s", upload).allMatch(name -> name.startsWith("part-"));
                }
                case ImageState.AwaitingBytes pending ->
                    assertThat(model.directUpload(id) != null
                            || model.isUnknownStart(String.valueOf(pending.upload().filename())))
                            .as("an upload left that nobody began or that has ended: %s", pending)
                            .isTrue();
                case ImageState.Deleting deleting -> {
                    assertThat(objects.isEmpty() || model.mayHaveBytes(id))
                            .as("objects of the deleted %s: %s", id, objects)
                            .isTrue();
                    assertThat(deleting.graceStart()).as("only uploads that may still arrive").isAfter(Instant.now());
                }
            }
        });
        assertThat(imagesWithoutUpload).as("killed before the upload was announced")
                .hasSizeLessThanOrEqualTo(model.unknownStarts());
    }

    private static Set<String> idsOf(Set<ObjectKey> keys) {
        return keys.stream().map(key -> key.prefix().imageId().toString()).collect(Collectors.toSet());
    }

    /**
     * Requires that processes left nothing in their temporary folder, where the next start removes what a killed one left.
     *
     * @param maxLocks how many folders the running server may have locked
     */
    private void requireNoTemporaryFiles(int maxLocks) throws IOException {
        try (Stream<Path> paths = Files.walk(temporaryFolder)) {
            Map<Boolean, List<String>> files = paths.filter(Files::isRegularFile)
                    .map(file -> temporaryFolder.relativize(file).toString())
                    .collect(Collectors.partitioningBy(file -> file.matches("darkroom-tmp-[0-9]+\\.lock")));
            assertThat(files.get(true)).hasSizeLessThanOrEqualTo(maxLocks);
            assertThat(files.get(false)).isEmpty();
        }
    }

    @Override
    public void close() {
        try (receiver) {
            if (server != null) {
                server.close();
            }
        }
    }
}
