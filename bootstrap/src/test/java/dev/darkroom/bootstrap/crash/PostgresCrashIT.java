package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.S3Storage;
import dev.darkroom.adapter.local.DataFolder;
import dev.darkroom.adapter.local.FilesystemStorage;
import dev.darkroom.adapter.postgres.PostgresStorage;
import dev.darkroom.adapter.postgres.client.PostgresSettings;
import dev.darkroom.adapter.postgres.testkit.LocalPostgres;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.crash.Rounds.Victim;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.security.SigningKeys;
import dev.darkroom.domain.service.operations.ReconcileService;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crash rounds with PostgreSQL, and S3 or files. Kills Darkroom, PostgreSQL, the emulator of S3, or several of them. All the time, the
 * responses to some committed changes are lost between Darkroom and PostgreSQL. {@code -Dcrash.postgres.kills=N} sets the number of kills with S3;
 * with files, there are a fifth as many.
 */
@FullTier
class PostgresCrashIT {
    private static final int KILLS = Integer.getInteger("crash.postgres.kills", 3);

    @TempDir
    Path blobFolder;

    @TempDir
    Path temporaryFolder;

    @Test
    void acknowledgedPicturesRemainInS3AndNothingElse() throws Exception {
        try (KillableCloud cloud = KillableCloud.startS3(blobFolder)) {
            run(new S3(cloud, CloudStore.withoutTable(cloud.cloud())), KILLS,
                    List.of(Victim.BOTH, Victim.STORAGE, Victim.DARKROOM));
        }
    }

    @Test
    void acknowledgedPicturesRemainInFilesAndNothingElse() throws Exception {
        // A server that survives keeps the folder, so that nothing else can reconcile or read it.
        run(new Files(blobFolder), Math.max(1, KILLS / 5), List.of(Victim.BOTH, Victim.DARKROOM));
    }

    @Test
    void picturesStayInTheTrashOrLeaveItAndTheQuotaIsExact() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.durable();
                LossyRelay relay = new LossyRelay(postgres.port());
                TrashRounds rounds = new TrashRounds(
                        new WithPostgres(postgres, relay, new Files(blobFolder)), temporaryFolder, Rounds.seed())) {
            rounds.run(KILLS);
        }
    }

    private void run(Blobs blobs, int kills, List<Victim> victims) throws Exception {
        try (LocalPostgres postgres = LocalPostgres.durable();
                LossyRelay relay = new LossyRelay(postgres.port());
                Rounds rounds = new Rounds(new WithPostgres(postgres, relay, blobs), temporaryFolder, Rounds.seed())) {
            assertThat(postgres.texts("postgres", "SHOW fsync")).containsExactly("on");
            rounds.run(kills, victims);
            rounds.end();
            System.out.println(relay.lost() + " responses of PostgreSQL to committed changes were lost");
            assertThat(relay.lost()).isPositive();
        }
    }

    private static final class WithPostgres implements Storage {
        /** Copies of tags that no ready image has, and tags of ready images without a copy. */
        private static final String WRONG_TAGS =
                """
                        WITH wanted AS (
                            SELECT id, unnest(tags) AS tag, owner, visibility, created_at, taken_time, content_type FROM image WHERE state = 'ready'),
                        stored AS (SELECT id, tag, owner, visibility, created_at, taken_time, content_type FROM image_tag)
                        SELECT 'stray tag ' || stray::text FROM (SELECT * FROM stored EXCEPT SELECT * FROM wanted) AS stray
                        UNION ALL
                        SELECT 'missing tag ' || missing::text FROM (SELECT * FROM wanted EXCEPT SELECT * FROM stored) AS missing
                        """;

        /** Owners whose usage is not the sum of their images and reservations. */
        private static final String WRONG_USAGE =
                """
                        WITH wanted AS (
                            SELECT owner, sum(bytes) AS bytes
                            FROM (SELECT owner, size_bytes AS bytes FROM image WHERE state IN ('ready', 'trashed')
                                UNION ALL SELECT claim_owner, claim_bytes FROM image WHERE state = 'pending') AS used
                            GROUP BY owner)
                        SELECT 'usage of ' || owner || ' is ' || coalesce(used_bytes, 0) || ', not ' || coalesce(bytes, 0)
                        FROM wanted FULL JOIN usage USING (owner)
                        WHERE owner IS NOT NULL AND coalesce(used_bytes, 0) <> coalesce(bytes, 0)
                        """;

        /** Counts that are not the number of the images. */
        private static final String WRONG_COUNTS =
                """
                        WITH wanted AS (
                            SELECT holder, tag, visibility, taken_month, count(*) AS images
                            FROM image, unnest(tags || ''::text) AS tag, unnest(ARRAY[owner, '']) AS holder
                            WHERE state = 'ready' GROUP BY 1, 2, 3, 4),
                        stored AS (
                            SELECT owner AS holder, tag, visibility, taken_month, sum(images) AS images FROM tally
                            GROUP BY 1, 2, 3, 4 HAVING sum(images) <> 0)
                        SELECT 'wrong count ' || wrong::text
                        FROM ((SELECT * FROM wanted EXCEPT SELECT * FROM stored)
                            UNION ALL (SELECT * FROM stored EXCEPT SELECT * FROM wanted)) AS wrong
                        """;

        private final LocalPostgres postgres;
        private final Blobs blobs;
        private final PostgresSettings settings;
        private final String urlOfRelay;
        private int kills;
        private boolean postgresIsDown;
        private boolean blobsAreDown;

        WithPostgres(LocalPostgres postgres, LossyRelay relay, Blobs blobs) {
            this.postgres = postgres;
            this.blobs = blobs;
            String url = postgres.migratedUrl();
            this.settings = PostgresSettings.parse(url, null);
            this.urlOfRelay = url.replace(":" + postgres.port() + "/", ":" + relay.port() + "/");
        }

        @Override
        public Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>(blobs.environment());
            environment.put("DARKROOM_CATALOG", "postgres");
            environment.put("DARKROOM_POSTGRES_URL", urlOfRelay);
            return environment;
        }

        @Override
        public boolean isReconciledAtStart() {
            return false;
        }

        @Override
        public Contents contents() throws Exception {
            List<String> unexpected = new ArrayList<>(postgres.texts(settings.database(), WRONG_TAGS));
            unexpected.addAll(postgres.texts(settings.database(), WRONG_USAGE));
            unexpected.addAll(postgres.texts(settings.database(), WRONG_COUNTS));
            Set<ObjectKey> objects = blobs.objects(unexpected);
            try (PostgresStorage storage = PostgresStorage.open(settings)) {
                return new Contents(objects, Rows.of(storage.catalog(), storage.trash()), unexpected);
            }
        }

        @Override
        public void reconcileAt(InstantSource time) {
            try (PostgresStorage storage = PostgresStorage.open(settings)) {
                blobs.use(storage.signingKeys(), time,
                        store -> new ReconcileService(store, storage.catalog(), storage.trash(), RETENTION,
                                storage.idempotencyStore(), EventLog.OFF, time)
                                .reconcile(new Reconcile.Command(Duration.ZERO)));
            }
        }

        /** Kills both processes, or PostgreSQL, or that of the blobs, in turn. */
        @Override
        public void kill() throws Exception {
            postgresIsDown = !blobs.areKillable() || kills % 3 < 2;
            blobsAreDown = blobs.areKillable() && kills % 3 != 1;
            kills++;
            if (blobsAreDown) {
                blobs.kill();
            }
            if (postgresIsDown) {
                postgres.kill();
            }
        }

        @Override
        public void restart() throws Exception {
            if (blobsAreDown) {
                blobs.restart();
            }
            if (postgresIsDown) {
                postgres.restart();
            }
        }
    }

    private interface Blobs {
        Map<String, String> environment();

        Set<ObjectKey> objects(List<String> unexpected) throws IOException;

        void use(SigningKeys keys, InstantSource time, Consumer<BlobStore> work);

        boolean areKillable();

        void kill() throws Exception;

        void restart() throws Exception;
    }

    private record S3(KillableCloud cloud, CloudStore bucket) implements Blobs {
        @Override
        public Map<String, String> environment() {
            return bucket.environment();
        }

        @Override
        public Set<ObjectKey> objects(List<String> unexpected) {
            Set<ObjectKey> objects = new HashSet<>();
            for (String name : bucket.objectKeys()) {
                KillableCloud.key(name).ifPresentOrElse(objects::add, () -> unexpected.add(name));
            }
            return objects;
        }

        @Override
        public void use(SigningKeys keys, InstantSource time, Consumer<BlobStore> work) {
            try (S3Storage storage = bucket.openBucket(time)) {
                work.accept(storage.blobStore());
            }
        }

        @Override
        public boolean areKillable() {
            return true;
        }

        @Override
        public void kill() throws Exception {
            cloud.kill();
        }

        @Override
        public void restart() throws Exception {
            cloud.restart();
        }
    }

    private record Files(Path folder) implements Blobs {
        @Override
        public Map<String, String> environment() {
            return Map.of("DARKROOM_BLOBS", "filesystem", "DARKROOM_DATA_DIR", folder.toString(),
                    "DARKROOM_PREPARE_RENDITIONS", "false");
        }

        @Override
        public Set<ObjectKey> objects(List<String> unexpected) throws IOException {
            return LocalCrashIT.objects(folder, unexpected);
        }

        @Override
        public void use(SigningKeys keys, InstantSource time, Consumer<BlobStore> work) {
            try (DataFolder opened = DataFolder.open(folder)) {
                work.accept(new FilesystemStorage(opened, keys, time).blobStore());
            }
        }

        @Override
        public boolean areKillable() {
            return false;
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
