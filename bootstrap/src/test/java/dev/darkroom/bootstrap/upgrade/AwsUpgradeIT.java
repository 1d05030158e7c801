package dev.darkroom.bootstrap.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A table and a bucket. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsUpgradeIT implements UpgradeSuite {
    private final OldData data = OldData.read("cloud.zip");
    private UpgradedService unchanged;

    @BeforeAll
    void start() {
        unchanged = start(SOON);
    }

    @AfterAll
    void stop() {
        unchanged.close();
    }

    @Override
    public OldData data() {
        return data;
    }

    @Override
    public CloudCopy newCopy() {
        return CloudCopy.of(data, TestCloud.inProcess());
    }

    @Override
    public UpgradedService unchanged() {
        return unchanged;
    }

    /** The items of tags are removed with an image, and its row later, so that nothing can be uploaded to it again. */
    @FullTier
    @Test
    void deletedImagesLeaveNoItems() {
        CloudCopy copy = newCopy();
        assertThat(copy.partitionKeys()).anyMatch(key -> key.startsWith("IMG#"));
        editAndDeleteAll(copy);

        try (UpgradedService _ = UpgradedService.start(data, copy, Duration.ofHours(26))) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(
                    () -> assertThat(copy.partitionKeys()).noneMatch(key -> key.startsWith("IMG#")));
        }
        assertThat(copy.objectKeys()).isEmpty();
    }

    @Test
    void provisionAddsOnlyIndexesToTheTable() {
        // Its own DynamoDB Local, which may remove the items that have expired by now.
        TestCloud cloud = TestCloud.elsewhere(TestCloud.inProcess().s3(), TestCloud.anotherDynamoDb());
        CloudCopy copy = CloudCopy.of(data, cloud);
        copy.enableTimeToLive(data.facts().path("time_to_live").asText());

        assertThat(Commands.run(copy.environment(), "provision", "--dry-run").lines()).contains(
                "Table " + copy.table() + ": up to date.",
                "Capacity on demand (capacity-on-demand): up to date.",
                "Index gsi1: up to date.",
                "Index gsi2: up to date.",
                "Index gsi3: would be created.",
                "Index gsi4: would be created.",
                "Images in the order of the taken time: left unchanged: servers of an older version may be running: repeat this"
                        + " when all have this version.",
                "Time to live (time-to-live): up to date.",
                "Deletion protection (deletion-protection): up to date.");
    }
}
