package dev.darkroom.bootstrap.crash;

import dev.darkroom.adapter.local.LocalStorage;
import dev.darkroom.bootstrap.crash.Rounds.Victim;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.service.operations.ReconcileService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crash rounds with files and SQLite. {@code -Dcrash.local.kills=N} sets the number of kills. */
class LocalCrashIT {
    private static final int KILLS = Integer.getInteger("crash.local.kills", 1);

    @TempDir
    Path dataFolder;

    @TempDir
    Path temporaryFolder;

    @Test
    void acknowledgedPicturesRemainAndNothingElse() throws Exception {
        try (Rounds rounds = new Rounds(new Folder(dataFolder), temporaryFolder, Rounds.seed())) {
            rounds.run(KILLS, List.of(Victim.DARKROOM));
            rounds.end();
        }
    }

    @Test
    void picturesStayInTheTrashOrLeaveItAndTheQuotaIsExact() throws Exception {
        try (TrashRounds rounds = new TrashRounds(new Folder(dataFolder), temporaryFolder, Rounds.seed())) {
            rounds.run(KILLS);
        }
    }

    /**
     * The objects in a data folder.
     *
     * @param unexpected receives the names of the files that do not belong there
     */
    static Set<ObjectKey> objects(Path dataFolder, List<String> unexpected) throws IOException {
        Set<ObjectKey> objects = new HashSet<>();
        try (Stream<Path> files = Files.walk(dataFolder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = dataFolder.relativize(file).toString();
                ObjectKey.parse(name.replaceFirst("^blobs/", "")).ifPresentOrElse(objects::add, () -> {
                    if (!name.matches("catalog\\.db(-wal|-shm)?|keys/[a-z-]+\\.key|lock")) {
                        unexpected.add(name);
                    }
                });
            }
        }
        return objects;
    }

    private record Folder(Path path) implements Storage {
        @Override
        public Map<String, String> environment() {
            return Map.of("DARKROOM_DATA_DIR", path.toString(), "DARKROOM_PREPARE_RENDITIONS", "false");
        }

        @Override
        public boolean isReconciledAtStart() {
            return true;
        }

        @Override
        public Contents contents() throws Exception {
            List<String> unexpected = new ArrayList<>();
            // Read before the storage is opened, because opening it removes temporary files.
            Set<ObjectKey> objects = objects(path, unexpected);
            try (LocalStorage storage = LocalStorage.open(path, InstantSource.system())) {
                return new Contents(objects, Rows.of(storage.catalog(), storage.trash()), unexpected);
            }
        }

        @Override
        public void reconcileAt(InstantSource time) {
            try (LocalStorage storage = LocalStorage.open(path, time)) {
                new ReconcileService(storage.blobStore(), storage.catalog(), storage.trash(), RETENTION,
                        storage.idempotencyStore(), EventLog.OFF, time)
                        .reconcile(new Reconcile.Command(Duration.ZERO));
            }
        }

        @Override
        public void kill() {
            throw new IllegalStateException("A folder cannot be killed");
        }

        @Override
        public void restart() {
            throw new IllegalStateException("A folder cannot be restarted");
        }
    }
}
