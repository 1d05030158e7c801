package dev.darkroom.bootstrap.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.darkroom.bootstrap.suite.Answer;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.DirectUploadSteps;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What the current version answers over data that commit 638381a wrote. */
interface UpgradeSuite {
    /** An hour has not passed, so nothing has expired. */
    Duration SOON = Duration.ofMinutes(15);

    /** Another day in UTC, before anything is a day old. */
    Duration NEXT_DAY = Duration.ofHours(23);

    OldData data();

    /** Makes a copy of the data. */
    OldCopy newCopy();

    /** A service over a copy that no test changes. */
    UpgradedService unchanged();

    default UpgradedService start(Duration later) {
        return UpgradedService.start(data(), newCopy(), later);
    }

    private static String sha256(byte[] bytes) {
        return Checksum.of(Checksum.newDigest().digest(bytes)).toString();
    }

    private static byte[] body(JsonNode upload) {
        return Base64.getDecoder().decode(upload.path("body").asText());
    }

    private static List<String> ids(JsonNode images) {
        List<String> ids = new ArrayList<>();
        images.forEach(image -> ids.add(image.path("image_id").asText()));
        return ids;
    }

    /** The parts of a response that the old response has too. This version may add fields. */
    private static JsonNode withFieldsOf(JsonNode old, JsonNode actual) {
        if (old.isObject() && actual.isObject()) {
            ObjectNode found = JsonNodeFactory.instance.objectNode();
            old.properties().forEach(field -> found.set(
                    field.getKey(), withFieldsOf(field.getValue(), actual.path(field.getKey()))));
            return found;
        }
        if (old.isArray() && old.size() == actual.size()) {
            ArrayNode found = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < old.size(); i++) {
                found.add(withFieldsOf(old.path(i), actual.path(i)));
            }
            return found;
        }
        return actual;
    }

    @Test
    default void everyImageAndEveryPageOfEveryListIsAnsweredAsBefore() {
        assertThat(data().facts().path("answers")).hasSizeGreaterThan(90).allSatisfy(answer -> {
            JsonNode old = answer.path("body");
            JsonNode body = unchanged().send(Call.get(answer.path("target").asText())).expect(200).json();
            assertThat(withFieldsOf(old, body)).isEqualTo(old);
        });
    }

    @Test
    default void everyOriginalHasItsBytes() {
        assertThat(data().images()).hasSizeGreaterThan(15).allSatisfy(image -> {
            Answer view = unchanged().view(image.path("image_id").asText()).expect(200);
            byte[] original = unchanged().bytes(view.text("url"));
            assertThat(sha256(original)).isEqualTo(image.path("sha256").asText());
            assertThat(original).hasSize(image.path("size").asInt());
        });
    }

    @Test
    default void renditionsThatWereMadeAreServedAndNotMadeAgain() {
        assertThat(data().facts().path("renditions")).isNotEmpty().allSatisfy(rendition -> {
            Answer redirect = unchanged().send(Call.get(rendition.path("target").asText())).expect(302);
            assertThat(sha256(unchanged().bytes(redirect.header("Location"))))
                    .isEqualTo(rendition.path("sha256").asText());
        });
        assertThat(unchanged().objectKeys()).isEqualTo(newCopy().objectKeys());
    }

    @Test
    default void deletedImagesAndCancelledUploadsStayDeleted() {
        assertThat(data().facts().path("deleted")).isNotEmpty().allSatisfy(id -> {
            unchanged().view(id.asText()).expectProblem(404, "not_found");
            unchanged().send(Call.post("/uploads/" + id.asText() + "/complete")).expectProblem(404, "not_found");
            assertThat(unchanged().objectKeys()).noneMatch(key -> key.contains(id.asText()));
        });
    }

    @Test
    default void checkFindsEveryImageIntactAndNothingExtra() {
        long bytes = StreamSupport.stream(data().images().spliterator(), false)
                .mapToLong(image -> image.path("size").asLong())
                .sum();

        assertThat(Commands.run(newCopy().environment(), "check")).isEqualTo(
                "Intact pictures: %d (%d bytes). Missing: 0. Damaged: 0. Unreadable: 0. Extra objects: 0.\n".formatted(
                        data().images().size(),
                        bytes));
    }

    private Call keyed(byte[] picture) {
        JsonNode key = data().facts().path("idempotency");
        return Call.post("/upload?" + key.path("query").asText())
                .body("image/png", picture)
                .header("Idempotency-Key", key.path("key").asText());
    }

    @Test
    default void idempotencyKeyReturnsItsFirstResponseForADay() {
        JsonNode key = data().facts().path("idempotency");
        JsonNode first = key.path("answer");
        try (UpgradedService service = start(NEXT_DAY)) {
            Answer repeated = service.send(keyed(body(key))).expect(201);
            assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
            assertThat(withFieldsOf(first, repeated.json())).isEqualTo(first);
            service.send(keyed(Photographs.png(3, 2, 1))).expectProblem(422, "idempotency_key_reused");

            service.showTimeAfterStop(Duration.ofHours(25));
            Answer nextDay = service.send(keyed(body(key))).expect(201);
            assertThat(nextDay.header("Idempotency-Replayed")).isEmpty();
            assertThat(nextDay.text("image_id")).isNotEqualTo(first.path("image_id").asText());
        }
    }

    @Test
    default void directUploadsOfTheOldVersionAreSentAndCompleted() {
        JsonNode sent = data().facts().path("sent");
        JsonNode unsent = data().facts().path("unsent");
        JsonNode completed = data().facts().path("completed");
        OldCopy copy = newCopy();
        try (UpgradedService service = UpgradedService.start(data(), copy, SOON)) {
            JsonNode image = service.complete(sent.path("upload")).expect(201).json();
            assertThat(image.path("image_id")).isEqualTo(sent.path("upload").path("image_id"));
            assertThat(image.path("sha256").asText()).isEqualTo(sha256(body(sent)));
            assertThat(image.path("filename").asText()).isEqualTo("Gesendet ✓.png");
            assertThat(image.path("title").asText()).isEqualTo("Sent");
            assertThat(service.walk("tag=direct&visibility=public")).containsExactly(image.path("image_id").asText());

            copy.sendBytes(service, unsent.path("upload"), body(unsent));
            assertThat(service.complete(unsent.path("upload")).expect(201).text("sha256"))
                    .isEqualTo(sha256(body(unsent)));

            assertThat(service.send(Call.post("/uploads/" + completed.path("image_id").asText() + "/complete"))
                    .expect(201).text("sha256")).isEqualTo(completed.path("sha256").asText());
        }
    }

    @FullTier
    @Test
    default void directUploadsThatAreNotCompletedAreRemovedAfterADay() {
        String sent = data().facts().path("sent").path("upload").path("image_id").asText();
        OldCopy copy = newCopy();
        Set<String> before = copy.objectKeys();
        assertThat(before).anyMatch(key -> key.contains(sent));

        try (UpgradedService service = UpgradedService.start(data(), copy, Duration.ofHours(26))) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(
                    () -> assertThat(copy.objectKeys()).noneMatch(key -> key.contains(sent)));
            service.send(Call.post("/uploads/" + sent + "/complete")).expectProblem(404, "not_found");
        }
        assertThat(copy.objectKeys()).hasSize(before.size() - 1);
    }

    @Test
    default void everyImageIsEditedAndDeleted() {
        OldCopy copy = newCopy();
        editAndDeleteAll(copy);

        String sent = data().facts().path("sent").path("upload").path("image_id").asText();
        assertThat(copy.objectKeys()).singleElement().asString().contains(sent);
    }

    default void editAndDeleteAll(OldCopy copy) {
        List<String> ids = ids(data().images());
        try (UpgradedService service = UpgradedService.start(data(), copy, SOON)) {
            assertThat(data().images()).allSatisfy(image -> {
                JsonNode edited = service.send(Call.of("PATCH", "/images/" + image.path("image_id").asText())
                        .header("If-Match", "\"" + image.path("version").asLong() + "\"")
                        .json("{\"title\":\"After the upgrade\",\"tags\":[\"new\"]}")).expect(200).json();
                assertThat(edited.path("version").asLong()).isEqualTo(image.path("version").asLong() + 1);
                assertThat(edited.path("created_at")).isEqualTo(image.path("created_at"));
            });
            assertThat(service.walk("limit=5")).isEqualTo(ids);
            assertThat(service.walk("tag=new")).isEqualTo(ids);
            for (String tag : List.of("sea", "kite", "many", "direct", "imported", "star", "keyed")) {
                assertThat(service.walk("tag=" + tag)).as(tag).isEmpty();
            }

            ids.forEach(id -> service.send(Call.delete("/images/" + id)).expect(200));

            for (String query : List.of("", "tag=new", "user_id=alice", "user_id=bob&tag=new", "visibility=public")) {
                assertThat(service.walk(query)).as(query).isEmpty();
            }
        }
    }

    @FullTier
    @Test
    default void newImagesAndRenditionsAreStoredBesideTheOldOnes() {
        OldCopy copy = newCopy();
        Set<String> before = copy.objectKeys();
        List<String> old = ids(data().images());
        try (UpgradedService service = UpgradedService.start(data(), copy, NEXT_DAY)) {
            String target = "/images/" + old.getLast() + "/content?rendition=large&format=jpeg";
            assertThat(service.bytes(service.send(Call.get(target)).expect(302).header("Location")))
                    .startsWith(0xFF, 0xD8);
            assertThat(copy.objectKeys()).containsAll(before).hasSize(before.size() + 1);

            List<String> all = new ArrayList<>(old);
            all.addFirst(service.uploaded("alice", Photographs.jpeg(40, 30, 1)).path("image_id").asText());
            assertThat(service.walk("limit=7")).isEqualTo(all);
            assertThat(service.walk("limit=7&order=asc")).isEqualTo(all.reversed());
        }
    }

    /** The old version had a quota while it stored some images and direct uploads, and none while it stored others. */
    @Test
    default void quotaCountsOldImagesAndDirectUploads() {
        byte[] picture = Photographs.png(12, 9, 1);
        long ofAlice = used("alice") + body(data().facts().path("sent")).length;
        long ofCarol = used("carol@example.org");
        assertThat(ofCarol).isPositive();
        long quota = ofAlice + picture.length;
        try (UpgradedService service = UpgradedService.start(
                data(), newCopy(), SOON, Map.of("DARKROOM_USER_QUOTA_BYTES", Long.toString(quota)))) {
            service.send(DirectUploadSteps.startUpload("carol@example.org", "image/png",
                    quota - ofCarol - picture.length)).expect(201);
            for (String user : List.of("alice", "carol@example.org")) {
                Call upload = Call.post("/upload?user_id=" + user).body("image/png", picture);
                service.send(upload).expect(201);
                service.send(upload).expectProblem(413, "quota_exceeded");
            }
        }
    }

    private long used(String user) {
        return StreamSupport.stream(data().images().spliterator(), false)
                .filter(image -> image.path("user_id").asText().equals(user))
                .mapToLong(image -> image.path("size").asLong())
                .sum();
    }
}
