package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.encoded;
import static dev.darkroom.bootstrap.suite.DirectUploadSteps.startUpload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Uploads whose bytes go directly to the store. */
interface DirectUploadSuite extends DirectUploadSteps {
    private void assertRemoved(JsonNode upload) {
        String id = upload.path("image_id").asText();
        assertThat(objectKeys()).noneMatch(key -> key.contains(id));
        complete(upload).expectProblem(404, "not_found");
        cancel(upload).expectProblem(404, "not_found");
        view(id).expectProblem(404, "not_found");
    }

    @Test
    default void pictureOverTheLimitOfOneRequestIsUploadedDirectly() {
        String user = newUser();
        byte[] picture = Photographs.jpegOf(MAX_DIRECT_UPLOAD_BYTES);
        Instant before = Instant.now();
        JsonNode upload = send(Call.post("/uploads")
                .json("{\"user_id\":\"" + user + "\",\"filename\":\"kite.jpg\",\"content_type\":\"image/jpeg\","
                        + "\"size\":" + picture.length + ",\"title\":\"Kite\",\"description\":\"At the sea\","
                        + "\"tags\":[\"Sea\",\"kite\"],\"visibility\":\"public\"}"))
                .expect(201)
                .json();
        String id = upload.path("image_id").asText();

        assertThat(upload.path("method").asText()).isEqualTo("PUT");
        assertThat(headers(upload))
                .containsEntry("Content-Type", "image/jpeg")
                .containsEntry("Content-Length", Integer.toString(picture.length));
        assertThat(Instant.parse(upload.path("expires_at").asText()))
                .isBetween(before.plusSeconds(3_590), Instant.now().plusSeconds(3_610));
        view(id).expectProblem(404, "not_found");
        assertThat(walk("user_id=" + user)).isEmpty();

        put(upload, picture).expect(200);
        view(id).expectProblem(404, "not_found");
        Answer completed = complete(upload).expect(201);

        JsonNode image = completed.json();
        assertThat(completed.header("Location")).isEqualTo("/images/" + id);
        assertThat(image.path("image_id").asText()).isEqualTo(id);
        assertThat(image.path("user_id").asText()).isEqualTo(user);
        assertThat(image.path("filename").asText()).isEqualTo("kite.jpg");
        assertThat(image.path("title").asText()).isEqualTo("Kite");
        assertThat(image.path("tags").toString()).isEqualTo("[\"sea\",\"kite\"]");
        assertThat(image.path("visibility").asText()).isEqualTo("public");
        assertThat(walk("user_id=" + user)).containsExactly(id);
        Answer bytes = fetch(view(id).expect(200).text("url")).expect(200);
        assertThat(bytes.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(bytes.sha256()).isEqualTo(image.path("sha256").asText());
        assertThat(objectKeys()).filteredOn(key -> key.contains(id))
                .singleElement().asString().endsWith("/original.jpg");
        send(Call.delete("/images/" + id)).expect(200);
        assertRemoved(upload);
    }

    @Test
    default void metadataIsRemovedFromADirectUpload() {
        byte[] picture = Photographs.jpegWithExif(60, 40, 6);
        JsonNode upload = started("image/jpeg", picture.length);
        put(upload, picture).expect(200);

        JsonNode image = complete(upload).expect(201).json();

        assertThat(image.path("width").asInt()).isEqualTo(40);
        byte[] stored =
                fetch(view(image.path("image_id").asText()).text("url")).expect(200).bytes();
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(Photographs.SECRET);
    }

    @Test
    default void repeatedCompletionReturnsTheSameImage() throws Exception {
        byte[] picture = Photographs.png(40, 30, 1);
        JsonNode upload = started("image/png", picture.length);
        put(upload, picture).expect(200);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // The placeholder is added later.
            Set<JsonNode> images = new HashSet<>();
            Callable<JsonNode> completion =
                    () -> ((ObjectNode) complete(upload).expect(201).json()).without("placeholder");
            for (Future<JsonNode> image : threads.invokeAll(List.of(completion, completion, completion))) {
                images.add(image.get());
            }
            images.add(completion.call());
            assertThat(images).hasSize(1);
        }

        cancel(upload).expectProblem(404, "not_found");
        view(upload.path("image_id").asText()).expect(200);
    }

    @Test
    default void completionBeforeTheBytesIsRejectedAndCanBeRepeated() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);

        complete(upload).expectProblem(409, "upload_incomplete", "PUT");

        put(upload, picture).expect(200);
        complete(upload).expect(201);
    }

    @Test
    default void bytesWithAnotherSizeOrTypeThanSignedAreRejectedAndNotStored() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);
        Map<String, String> otherType = headers(upload);
        otherType.put("Content-Type", "text/html");

        assertThat(put(upload, Arrays.copyOf(picture, picture.length + 1)).status()).isEqualTo(403);
        assertThat(put(upload, Arrays.copyOf(picture, picture.length - 1)).status()).isEqualTo(403);
        assertThat(put(upload.path("url").asText(), otherType, picture).status()).isEqualTo(403);

        complete(upload).expectProblem(409, "upload_incomplete");
        cancel(upload).expect(204);
        assertRemoved(upload);
    }

    @Test
    default void uploadUrlAcceptsBytesOnceAndDoesNotServeThem() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);
        put(upload, picture).expect(200);

        assertThat(put(upload, picture).status()).isEqualTo(412);
        assertThat(fetch(upload.path("url").asText()).status()).isEqualTo(403);

        complete(upload).expect(201);
    }

    @Test
    default void bytesThatFailACheckAreRemoved() {
        byte[] text = "This is not a picture. ".repeat(50).getBytes(StandardCharsets.UTF_8);
        byte[] jpeg = Photographs.jpeg(200, 200, 1);
        byte[] damaged = Arrays.copyOf(jpeg, jpeg.length / 2);

        JsonNode ofText = started("image/jpeg", text.length);
        put(ofText, text).expect(200);
        complete(ofText).expectProblem(415, "unsupported_image");
        assertRemoved(ofText);

        JsonNode ofDamaged = started("image/jpeg", damaged.length);
        put(ofDamaged, damaged).expect(200);
        complete(ofDamaged).expectProblem(422, "damaged_image");
        assertRemoved(ofDamaged);
    }

    @Test
    default void typeOfADirectUploadComesFromItsBytes() {
        byte[] picture = Photographs.png(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);
        put(upload, picture).expect(200);

        JsonNode image = complete(upload).expect(201).json();

        assertThat(image.path("content_type").asText()).isEqualTo("image/png");
        assertThat(fetch(view(image.path("image_id").asText()).text("url")).header("Content-Type"))
                .isEqualTo("image/png");
    }

    @Test
    default void cancelledUploadAndItsBytesAreRemoved() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        JsonNode upload = started("image/jpeg", picture.length);
        put(upload, picture).expect(200);

        cancel(upload).expect(204);

        assertRemoved(upload);
    }

    @Test
    default void uploadThatWasNeverStartedIsNotFound() {
        for (String id : List.of("x", encoded("凧"), UUID.randomUUID().toString(), "a".repeat(2_000))) {
            send(Call.post("/uploads/" + id + "/complete")).expectProblem(404, "not_found");
            send(Call.delete("/uploads/" + id)).expectProblem(404, "not_found");
        }
    }

    @Test
    default void invalidDirectUploadIsRejectedAtItsStart() {
        String json = "{\"user_id\":\"alice\",\"content_type\":\"image/png\",\"size\":10%s}";

        send(startUpload("alice", "image/png", MAX_DIRECT_UPLOAD_BYTES + 1L))
                .expectProblem(413, "too_large", "900000");
        send(startUpload("alice", "image/svg+xml", 10)).expectProblem(415, "unsupported_image", "content_type");
        send(startUpload("alice", "image/png", 0)).expectProblem(400, "invalid_parameter", "size");
        send(startUpload("a b", "image/png", 10)).expectProblem(400, "invalid_parameter", "user_id");
        send(Call.post("/uploads").json(json.formatted(",\"colour\":\"red\""))).expectProblem(400, "invalid_parameter",
                "colour");
        send(Call.post("/uploads").json(json.formatted(",\"visibility\":\"friends\""))).expectProblem(400,
                "invalid_parameter", "visibility");
        send(Call.post("/uploads").json(json.formatted(",\"title\":\"" + "t".repeat(201) + "\""))).expectProblem(400,
                "invalid_parameter", "title");
        send(Call.post("/uploads").json("{\"user_id\":\"alice\",\"content_type\":\"image/png\"}")).expectProblem(400,
                "invalid_parameter", "size");
        send(Call.post("/uploads").json("{\"user_id\":\"alice\",\"size\":10}")).expectProblem(400, "invalid_parameter",
                "content_type");
        send(Call.post("/uploads").json("{\"content_type\":\"image/png\",\"size\":10}")).expectProblem(400,
                "invalid_parameter", "user_id");
        for (String broken : List.of("", "{", "[]", "null", "{\"user_id\":\"alice\"")) {
            send(Call.post("/uploads").json(broken)).expectProblem(400, "invalid_request");
        }
        send(Call.post("/uploads").body("text/plain", new byte[9])).expectProblem(415, "unsupported_content_type");
    }
}
