package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.domain.testkit.contract.AtOnce;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Uploads of bytes that their owner has stored before. */
interface DuplicatesSuite extends DirectUploadSteps {
    private static Call raw(String user, byte[] picture) {
        return Call.post("/upload?user_id=" + user).body("image/jpeg", picture).header("Darkroom-If-Exists", "return");
    }

    /** Uploads ten times as many pictures as are different, to several deployments in turn, and requires one image of each. */
    static void requireOneImageOfEach(String user, int different, List<? extends Deployment> deployments)
            throws Exception {
        List<Callable<Answer>> uploads = new ArrayList<>();
        for (int i = 0; i < 10 * different; i++) {
            Deployment deployment = deployments.get(i % deployments.size());
            Call call = raw(user, Photographs.jpegWithExif(60, 40 + i % different, 1));
            uploads.add(() -> deployment.send(call));
        }

        List<Answer> answers = AtOnce.all(uploads);

        assertThat(answers).allMatch(answer -> answer.status() == 200 || answer.status() == 201);
        assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(different);
        assertThat(answers.stream().map(answer -> answer.text("image_id")).distinct()).hasSize(different);
        assertThat(answers.stream().collect(Collectors.groupingBy(answer -> answer.text("received_sha256"))).values())
                .hasSize(different)
                .allMatch(same -> same.stream().map(answer -> answer.text("image_id")).distinct().count() == 1);
    }

    @Test
    default void ofConcurrentUploadsOfTheSameBytesOneMakesAnImage() throws Exception {
        String user = newUser();
        requireOneImageOfEach(user, 5, List.of(this));
        assertThat(walk("user_id=" + user)).hasSize(5);
    }

    @Test
    default void clientFindsOutWhichOfItsFilesAreStored() throws Exception {
        String user = newUser();
        byte[] picture = Photographs.jpegWithExif(60, 40, 6);
        JsonNode image = send(raw(user, picture)).expect(201).json();
        String checksum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(picture));
        assertThat(image.path("received_sha256").asText()).isEqualTo(checksum);
        assertThat(image.path("sha256").asText()).as("Without metadata").isNotEqualTo(checksum);
        String question = "{\"user_id\":\"%s\",\"sha256\":[\"%s\",\"%s\"]}";
        String unknown = "0".repeat(64);

        JsonNode results = send(Call.post("/images/exists").json(question.formatted(user, unknown, checksum)))
                .expect(200).json().path("results");
        assertThat(results.path(0).path("sha256").asText()).isEqualTo(unknown);
        assertThat(results.path(0).required("image_id").isNull()).isTrue();
        assertThat(results.path(1).path("image_id")).isEqualTo(image.path("image_id"));
        JsonNode others = send(Call.post("/images/exists").json(question.formatted(newUser(), unknown, checksum)))
                .expect(200).json().path("results");
        assertThat(others.path(1).required("image_id").isNull()).as("Another owner").isTrue();

        send(Call.delete("/images/" + image.path("image_id").asText())).expect(200);
        JsonNode deleted = send(Call.post("/images/exists").json(question.formatted(user, unknown, checksum)))
                .expect(200).json().path("results");
        assertThat(deleted.path(1).required("image_id").isNull()).isTrue();
    }

    @Test
    default void directUploadOfTheSameBytesReturnsTheImage() {
        String user = newUser();
        byte[] picture = Photographs.png(40, 30, 7);
        JsonNode image = send(raw(user, picture)).expect(201).json();
        JsonNode upload = send(DirectUploadSteps.startUpload(user, "image/png", picture.length)
                .header("Darkroom-If-Exists", "return")).expect(201).json();
        put(upload, picture).expect(200);

        assertThat(complete(upload).expect(200).json().path("image_id")).isEqualTo(image.path("image_id"));
        assertThat(complete(upload).expect(200).json().path("image_id")).as("Repeated")
                .isEqualTo(image.path("image_id"));
        assertThat(walk("user_id=" + user)).hasSize(1);
        assertThat(objectKeys()).noneMatch(key -> key.contains(upload.path("image_id").asText()));
    }
}
