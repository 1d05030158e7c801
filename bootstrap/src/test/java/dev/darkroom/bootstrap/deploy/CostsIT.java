package dev.darkroom.bootstrap.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.adapter.aws.testkit.CostsPage;
import dev.darkroom.adapter.aws.testkit.RecordedOperations;
import dev.darkroom.adapter.aws.testkit.RecordedOperations.Cost;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The number of AWS requests of each operation is within its limit and matches {@code docs/costs.md}. */
class CostsIT {
    private static final String USER = "auth0%7C5f7c8ec7c33c6c004bbafe82";

    private final Stack stack = Stack.withoutEvents(Stack.provisioned());

    @BeforeEach
    void uploadTheFirstPictureOfTheDay() {
        // The first upload of a day registers the day, once for each process.
        stack.upload(USER, "");
    }

    @AfterEach
    void close() {
        stack.close();
    }

    private static void assertDocumented(String operation, Cost cost) {
        assertThat(CostsPage.lines()).contains(CostsPage.line(operation, cost));
    }

    @Test
    void uploadWithoutTags() {
        Cost cost = RecordedOperations.costOf(() -> stack.upload(USER, ""));

        assertThat(cost.writeUnits()).isLessThanOrEqualTo(9);
        assertThat(cost.s3Operations()).isEqualTo(List.of("PutObject"));
        assertDocumented("an upload without tags", cost);
    }

    @Test
    void uploadWithAKeyAndItsRepetition() {
        assertDocumented(
                "an upload without tags, with an `Idempotency-Key`",
                RecordedOperations.costOf(() -> stack.uploadUnder("k", USER)));
        assertDocumented(
                "its repetition within 24 hours", RecordedOperations.costOf(() -> stack.uploadUnder("k", USER)));
    }

    /** One tag only: DynamoDB Local counts the equal items of several tags once. */
    @Test
    void uploadWithOneTag() {
        assertDocumented("an upload with one tag", RecordedOperations.costOf(() -> stack.upload(USER, "&tags=sea")));
    }

    @Test
    void deleteWithOneTag() {
        String id = stack.upload(USER, "&tags=sea");

        assertDocumented(
                "a deletion with one tag",
                RecordedOperations.costOf(() -> stack.send(200, "DELETE", "/images/" + id)));
    }

    /** Does not include the client's own PUT. */
    @Test
    void directUploadWithoutTags() {
        assertDocumented("a direct upload without tags, start to end", RecordedOperations.costOf(() -> {
            JsonNode upload = stack.startDirectUpload(USER.replace("%7C", "|"));
            stack.sendToTheStore(upload);
            stack.send(201, "POST", "/uploads/" + upload.path("upload_id").asText() + "/complete");
        }));
    }

    @Test
    void appendToAResumableUpload() {
        String upload = stack.startResumableUpload(USER.replace("%7C", "|"));
        Cost cost = RecordedOperations.costOf(() -> stack.append(upload, 0, 20));

        assertThat(cost.writeUnits()).isLessThanOrEqualTo(4);
        assertThat(cost.s3Operations()).isEqualTo(List.of("PutObject"));
        assertDocumented("an append to a resumable upload", cost);
    }

    @Test
    void resumableUploadInTwoParts() {
        assertDocumented("a resumable upload without tags in two parts, start to end", RecordedOperations.costOf(() -> {
            String upload = stack.startResumableUpload(USER.replace("%7C", "|"));
            stack.append(upload, 0, 20);
            stack.append(upload, 20, Integer.MAX_VALUE);
        }));
    }

    @Test
    void view() {
        String id = stack.upload(USER, "");

        Cost cost = RecordedOperations.costOf(() -> stack.send(200, "GET", "/images/" + id));

        assertThat(cost.readUnits()).isLessThanOrEqualTo(1);
        assertThat(cost.s3Operations()).isEmpty();
        assertDocumented("a view", cost);
    }

    @Test
    void rendition() {
        String image = "/images/" + stack.upload(USER, "");
        Awaitility.await().atMost(Duration.ofMinutes(2))
                .until(() -> stack.send(200, "GET", image).contains("\"placeholder\":\""));
        String content = image + "/content?rendition=thumb";

        Cost first = RecordedOperations.costOf(() -> stack.send(302, "GET", content));
        Cost again = RecordedOperations.costOf(() -> stack.send(302, "GET", content));

        assertDocumented("a rendition that nobody asked for before", first);
        assertDocumented("a rendition that this process has seen within the hour", again);
    }

    @Test
    void editWithoutTags() {
        String id = stack.upload(USER, "");

        Cost cost = RecordedOperations.costOf(
                () -> stack.sendJson("PATCH", "/images/" + id, "{\"title\": \"Kite\"}"));

        assertThat(cost.s3Operations()).isEmpty();
        assertDocumented("an edit without tags", cost);
    }

    @Test
    void deleteWithoutTags() {
        String id = stack.upload(USER, "");

        Cost cost = RecordedOperations.costOf(() -> stack.send(200, "DELETE", "/images/" + id));

        assertThat(cost.writeUnits()).isLessThanOrEqualTo(9);
        assertDocumented("a deletion without tags", cost);
        Cost reconciling = RecordedOperations.costOf(stack::reconcile);
        assertThat(cost.writeUnits() + reconciling.writeUnits()).isLessThanOrEqualTo(8);
        assertDocumented("reconciling what one deletion left", reconciling);
    }

    @Test
    void withAQuota() {
        try (Stack counting = Stack.withQuota(Stack.provisioned())) {
            // The first reservation of a user looks for images that are not counted yet.
            String id = counting.upload(USER, "");
            assertDocumented(
                    "an upload without tags, with a quota",
                    RecordedOperations.costOf(() -> counting.upload(USER, "")));
            assertDocumented(
                    "an edit without tags, with a quota",
                    RecordedOperations.costOf(
                            () -> counting.sendJson("PATCH", "/images/" + id, "{\"title\": \"Kite\"}")));
            assertDocumented(
                    "a deletion without tags, with a quota",
                    RecordedOperations.costOf(() -> counting.send(200, "DELETE", "/images/" + id)));
        }
    }

    /** A change costs the same. Its event is copied later, by who reads the log, or else by a reconciliation. */
    @Test
    void withEvents() {
        try (Stack recording = Stack.over(Stack.provisioned())) {
            recording.upload(USER, "");
            recording.reconcile();
            String id = recording.upload(USER, "");
            assertDocumented("an upload without tags", RecordedOperations.costOf(() -> recording.upload(USER, "")));
            assertDocumented("an edit without tags", RecordedOperations.costOf(
                    () -> recording.sendJson("PATCH", "/images/" + id, "{\"title\": \"Kite\"}")));
            assertDocumented("a deletion without tags", RecordedOperations.costOf(
                    () -> recording.send(200, "DELETE", "/images/" + id)));
            // Once more, because the stream follows the table with a delay.
            recording.reconcile();
            recording.reconcile();
            assertDocumented("reconciling with nothing to do, with events",
                    RecordedOperations.costOf(recording::reconcile));
        }
    }

    @Test
    void readinessCheck() {
        assertDocumented(
                "a readiness check", RecordedOperations.costOf(() -> stack.send(200, "GET", "/health/ready")));
    }

    @Test
    void readinessCheckOfAProcessThatDoesNotWrite() {
        try (Stack idle = Stack.over(Stack.provisioned())) {
            assertDocumented(
                    "a readiness check after ten minutes without a write",
                    RecordedOperations.costOf(() -> idle.send(200, "GET", "/health/ready")));
        }
    }

    @Test
    void reconcilingWithNothingToDo() {
        assertDocumented("reconciling with nothing to do", RecordedOperations.costOf(stack::reconcile));
    }
}
