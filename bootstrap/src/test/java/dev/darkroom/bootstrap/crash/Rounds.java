package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.bootstrap.Main;
import dev.darkroom.bootstrap.suite.ServerProcess;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Rounds of work and kill over one storage: at a random moment something is killed, and what is there after a reconciliation
 * and a restart is held against the model.
 */
final class Rounds implements AutoCloseable {
    /** What is killed in a round. */
    enum Victim {
        DARKROOM,
        STORAGE,
        BOTH
    }

    /** The longest that an upload may still be completed and a key is kept, and more. */
    private static final Duration LONGER_THAN_A_DAY = Duration.ofHours(26);

    /** A server of these rounds lives for seconds, so it is compiled quickly rather than well. */
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Storage storage;
    private final Path temporaryFolder;
    private final long seed;
    private final Random random;
    private final Model model = new Model();
    private @Nullable ServerProcess server;
    /** What the last server wrote. */
    private List<String> said = List.of();
    private int kills;
    private int killsOfStarts;
    private int answers;
    private int uncertainAndMade;

    /**
     * @param temporaryFolder exists, empty, for the processes that are killed
     */
    Rounds(Storage storage, Path temporaryFolder, long seed) {
        this.storage = storage;
        this.temporaryFolder = temporaryFolder;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** The seed to begin with: {@code -Dcrash.seed=N}, or a new one. */
    static long seed() {
        return Long.getLong("crash.seed", System.nanoTime());
    }

    /** Kills so many times, each time one of the victims. */
    void run(int rounds, List<Victim> victims) {
        for (int round = 1; round <= rounds; round++) {
            Victim victim = victims.get((round - 1) % victims.size());
            try {
                round(victim);
            } catch (Exception | AssertionError e) {
                if (server != null) {
                    said = server.output();
                }
                throw new AssertionError(
                        "Round %d, which killed %s, of -Dcrash.seed=%d: %s%nThe server said: %s".formatted(
                                round, victim, seed, e, String.join("\n", said)),
                        e);
            }
            if (round % 10 == 0 || round == rounds) {
                System.out
                        .println("%d kills, %d more of starts and reconciliations, %d answers, %d changes made and not"
                                .formatted(kills, killsOfStarts, answers, uncertainAndMade)
                                + " told; %d pictures are there (seed %d)".formatted(model.pictures().size(), seed));
            }
        }
    }

    /** Stops the server and lets a day go by: then nothing is left but pictures. */
    void end() throws Exception {
        if (server != null) {
            assertThat(server.stop()).isZero();
            server = null;
        }
        storage.reconcileAt(() -> Instant.now().plus(LONGER_THAN_A_DAY));
        Storage.Contents contents = storage.look();
        assertThat(contents.strangers()).isEmpty();
        assertThat(temporaryFiles()).isEmpty();
        Set<String> pictures = model.pictures().stream().map(Picture::id).collect(Collectors.toSet());
        assertThat(contents.rows().keySet()).isEqualTo(pictures);
        assertThat(idsOf(contents.objects())).isEqualTo(pictures);
        assertThat(contents.objects()).noneMatch(key -> key.name().equals("upload"));
    }

    private void round(Victim victim) throws Exception {
        if (server == null) {
            server = start();
        }
        try (Clients clients = Clients.start(server, model, random.nextLong())) {
            clients.await(20 + random.nextInt(150));
            // Not always just after an answer.
            clients.work(Duration.ofMillis(random.nextInt(30)));
            switch (victim) {
                case DARKROOM -> killServer(clients);
                case STORAGE -> {
                    clients.storeIsKilled();
                    storage.kill();
                    clients.awaitRefusals(random.nextInt(16));
                    storage.restart();
                    // It comes back by itself.
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
        if (!storage.isReconciledByAStart() || random.nextInt(3) > 0) {
            reconcile();
            requireNothingElse(storage.look());
            assertThat(temporaryFiles()).isEmpty();
        }
        if (server == null) {
            server = start();
        }
        uncertainAndMade += new Checks(server, model).run(random);
    }

    private void killServer(Clients clients) throws InterruptedException {
        clients.serverIsKilled();
        ServerProcess victim = server;
        server = null;
        if (victim != null) {
            victim.kill();
            said = victim.output();
        }
    }

    private List<String> command(String... arguments) {
        List<String> options =
                Stream.concat(OPTIONS.stream(), Stream.of("-Djava.io.tmpdir=" + temporaryFolder)).toList();
        return ChildJvm.command(options, Main.class, arguments);
    }

    /** Starts a server, and sometimes kills one that is starting before. */
    private ServerProcess start() throws Exception {
        while (random.nextInt(4) == 0) {
            killMeanwhile(command());
        }
        return ServerProcess.start(command(), storage.environment());
    }

    /** Reconciles, and sometimes kills a reconciliation before. */
    private void reconcile() throws Exception {
        String[] arguments = {"reconcile", "--grace", "PT0S"};
        while (random.nextInt(4) == 0) {
            killMeanwhile(command(arguments));
        }
        try (ChildJvm jvm = ChildJvm.start(command(arguments), storage.environment())) {
            assertThat(jvm.exitCode()).as("%s", jvm.output()).isZero();
        }
    }

    /** Starts a process and kills it, most likely before it is done. */
    private void killMeanwhile(List<String> command) throws Exception {
        Map<String, String> environment = new HashMap<>(storage.environment());
        environment.put("PORT", "0");
        try (ChildJvm jvm = ChildJvm.start(command, environment)) {
            try {
                jvm.ended().get(200 + random.nextInt(1_000), TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillAtWork) {
                killsOfStarts++;
                // It is gone before the next one begins.
                jvm.kill();
            }
        }
    }

    /** Every object has its row, every row its objects, and only what may take a day is unfinished. */
    private void requireNothingElse(Storage.Contents contents) {
        assertThat(contents.strangers()).isEmpty();
        Map<String, Set<String>> names = contents.objects()
                .stream()
                .collect(Collectors.groupingBy(
                        key -> key.prefix().imageId().toString(),
                        Collectors.mapping(ObjectKey::name, Collectors.toSet())));
        assertThat(contents.rows().keySet()).as("rows of all objects").containsAll(names.keySet());
        contents.rows().forEach((id, row) -> {
            Set<String> objects = names.getOrDefault(id, Set.of());
            switch (row) {
                case ImageState.Ready(Image image) -> {
                    assertThat(objects).as("objects of %s", image).contains(image.originalKey().name());
                    DirectUpload upload = model.directUpload(id);
                    assertThat(objects.contains("upload") && (upload == null || !upload.isCompletionAsked()))
                            .as("bytes of a completed upload left: %s", image)
                            .isFalse();
                }
                case ImageState.Uploading _ -> fail("an upload in one request left: %s", id);
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
    }

    private static Set<String> idsOf(Set<ObjectKey> keys) {
        return keys.stream().map(key -> key.prefix().imageId().toString()).collect(Collectors.toSet());
    }

    /** What processes left in their temporary folder, the lock of one that lives excepted. */
    private List<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.walk(temporaryFolder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> temporaryFolder.relativize(file).toString())
                    .filter(file -> server == null || !file.matches("darkroom-tmp-[0-9]+\\.lock"))
                    .toList();
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
