package dev.darkroom.bootstrap.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.bootstrap.CloudStore;
import dev.darkroom.bootstrap.crash.Rounds.Victim;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.service.operations.ReconcileService;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Crash rounds with emulators of S3 and DynamoDB: kills Darkroom, the process of the emulators, or both.
 * {@code -Dcrash.aws.kills=N} sets the number of kills.
 */
@FullTier
class AwsCrashIT {
    private static final int KILLS = Integer.getInteger("crash.aws.kills", 2);

    private static final List<Victim> VICTIMS = List.of(Victim.BOTH, Victim.STORAGE, Victim.DARKROOM);

    @TempDir
    Path cloudFolder;

    @TempDir
    Path temporaryFolder;

    @Test
    void acknowledgedPicturesRemainAndNothingElse() throws Exception {
        try (KillableCloud cloud = KillableCloud.start(cloudFolder);
                Rounds rounds = new Rounds(new Cloud(cloud), temporaryFolder, Rounds.seed())) {
            rounds.run(KILLS, VICTIMS);
            rounds.end();
        }
    }

    @Test
    void picturesStayInTheTrashOrLeaveItAndTheQuotaIsExact() throws Exception {
        try (KillableCloud cloud = KillableCloud.start(cloudFolder);
                TrashRounds rounds = new TrashRounds(new Cloud(cloud), temporaryFolder, Rounds.seed())) {
            rounds.run(KILLS);
        }
    }

    private static final class Cloud implements Storage {
        private static final ObjectMapper JSON = new ObjectMapper();
        private static final HttpClient CLIENT = HttpClient.newHttpClient();

        private final KillableCloud cloud;
        private final CloudStore store;

        Cloud(KillableCloud cloud) {
            this.cloud = cloud;
            this.store = CloudStore.provisioned(cloud.cloud());
        }

        @Override
        public Map<String, String> environment() {
            return store.environment();
        }

        @Override
        public boolean isReconciledAtStart() {
            return false;
        }

        @Override
        public Contents contents() throws Exception {
            Set<ObjectKey> objects = new HashSet<>();
            List<String> unexpected = new ArrayList<>();
            for (String name : store.objectKeys()) {
                KillableCloud.key(name).ifPresentOrElse(objects::add, () -> unexpected.add(name));
            }
            Map<String, ImageState> rows;
            try (AwsStorage storage = store.open(InstantSource.system())) {
                rows = Rows.of(storage.catalog(), storage.trash());
            }
            for (JsonNode item : items()) {
                String key = item.path("pk").path("S").asText();
                if (key.startsWith("IMG#") && !belongs(item, rows.get(key.substring(4)))) {
                    unexpected.add(item.toString());
                }
            }
            return new Contents(objects, rows, unexpected);
        }

        /** Whether an item is the row of its image or one of its tags. */
        private static boolean belongs(JsonNode item, @Nullable ImageState row) {
            String sortKey = item.path("sk").path("S").asText();
            return switch (row) {
                case ImageState.Ready(var image) -> sortKey.equals("META")
                        || image.details().tags().values().stream().anyMatch(tag -> sortKey.equals("TAG#" + tag));
                case ImageState.Pending _,ImageState.Trashed _, ImageState.Deleting _ -> sortKey.equals("META");
                case null -> false;
            };
        }

        /** All items of the table, without the SDK: its clients reject scans in these tests. */
        private List<JsonNode> items() throws Exception {
            List<JsonNode> items = new ArrayList<>();
            String start = "";
            do {
                HttpResponse<String> response = CLIENT.send(
                        HttpRequest.newBuilder(cloud.cloud().dynamoDb())
                                .header("Content-Type", "application/x-amz-json-1.0")
                                .header("X-Amz-Target", "DynamoDB_20120810.Scan")
                                .header(
                                        "Authorization",
                                        "AWS4-HMAC-SHA256 Credential=" + TestCloud.ACCESS_KEY + "/20260101/"
                                                + TestCloud.REGION
                                                + "/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"ConsistentRead\":true,\"TableName\":\"" + store.table() + "\"" + start
                                                + "}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                JsonNode page = JSON.readTree(response.body());
                page.path("Items").forEach(items::add);
                JsonNode last = page.path("LastEvaluatedKey");
                start = last.isMissingNode() ? "" : ",\"ExclusiveStartKey\":" + last;
            } while (!start.isEmpty());
            return items;
        }

        @Override
        public void reconcileAt(InstantSource time) {
            try (AwsStorage storage = store.open(time)) {
                new ReconcileService(storage.blobStore(), storage.catalog(), storage.trash(), RETENTION,
                        storage.idempotencyStore(), EventLog.OFF, time)
                        .reconcile(new Reconcile.Command(Duration.ZERO));
            }
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
}
