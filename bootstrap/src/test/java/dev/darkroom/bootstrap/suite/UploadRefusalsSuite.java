package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.upload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.bootstrap.suite.Call.Form;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Uploads that are rejected. They store nothing. */
interface UploadRefusalsSuite extends Steps {
    @Test
    default void uploadWithoutExactlyOneFileIsRejected() {
        byte[] picture = Photographs.jpeg(9, 9, 1);

        refused(upload(new Form().field("user_id", "alice"))).expectProblem(400, "invalid_request", "file");
        refused(upload(new Form().field("user_id", "alice").file("a.jpg", picture).file("b.jpg", picture)))
                .expectProblem(400, "invalid_request", "file");
    }

    @Test
    default void unsupportedFileIsRejectedWhateverItsName() {
        byte[] text = "This is not a picture. ".repeat(50).getBytes(StandardCharsets.UTF_8);
        byte[] svg =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>".getBytes(StandardCharsets.UTF_8);

        for (byte[] content : List.of(text, svg, new byte[]{0}, new byte[1000])) {
            refused(upload(new Form().field("user_id", "alice").file("kite.jpg", content)))
                    .expectProblem(415, "unsupported_image");
            refused(Call.post("/upload?user_id=alice").body("image/jpeg", content)).expectProblem(415,
                    "unsupported_image");
        }
        Answer empty = refused(upload(new Form().field("user_id", "alice").file("kite.jpg", new byte[0])));
        assertThat(empty.status()).isIn(400, 415);
    }

    @Test
    default void damagedImageIsRejected() {
        byte[] jpeg = Photographs.jpeg(200, 200, 1);
        byte[] png = Photographs.png(200, 200, 1);

        for (byte[] damaged : List.of(
                Arrays.copyOf(jpeg, jpeg.length / 2),
                Arrays.copyOf(jpeg, jpeg.length - 2),
                Arrays.copyOf(png, png.length / 2),
                Arrays.copyOf(png, png.length - 1),
                Photographs.pngThatDeclares(50_000, 50_000))) {
            refused(upload(new Form().field("user_id", "alice").file("kite", damaged)))
                    .expectProblem(422, "damaged_image");
        }
    }

    @Test
    default void fileOfTheMaximumSizeIsAcceptedAndOneByteMoreIsRejected() {
        byte[] largest = Photographs.jpegOf(MAX_UPLOAD_BYTES);
        byte[] tooLarge = Photographs.jpegOf(MAX_UPLOAD_BYTES + 1);
        String json = "{\"user_id\":\"alice\",\"filename\":\"a.jpg\",\"image\":\"%s\"}";

        for (Call call : List.of(
                upload(new Form().field("user_id", "alice").file("a.jpg", tooLarge)),
                Call.post("/upload?user_id=alice").body("image/jpeg", tooLarge),
                Call.post("/upload").json(json.formatted(Base64.getEncoder().encodeToString(tooLarge))))) {
            refused(call).expectProblem(413, "too_large", "300000", "/uploads");
        }
        for (Call call : List.of(
                upload(new Form().field("user_id", "alice").file("a.jpg", largest)),
                Call.post("/upload?user_id=alice").body("image/jpeg", largest),
                Call.post("/upload").json(json.formatted(Base64.getEncoder().encodeToString(largest))))) {
            send(call).expect(201);
        }
    }

    @Test
    default void invalidFieldsOfAnUploadAreNamed() {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        String tags = String.join(",", IntStream.range(0, 31).mapToObj(i -> "t" + i).toList());

        refused(upload(new Form().file("a.jpg", picture))).expectProblem(400, "invalid_parameter", "user_id");
        refused(upload(new Form().field("user_id", "a".repeat(129)).file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "user_id");
        refused(upload(new Form().field("user_id", "alice").field("tags", tags).file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "tags");
        refused(upload(new Form().field("user_id", "alice").field("title", "t".repeat(201)).file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "title");
        refused(upload(
                new Form().field("user_id", "alice").field("description", "d".repeat(2_201)).file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "description");
        refused(upload(new Form().field("user_id", "alice").field("visibility", "friends").file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "visibility");
        refused(upload(new Form().field("user_id", "alice").field("colour", "red").file("a.jpg", picture)))
                .expectProblem(400, "invalid_parameter", "colour");
        refused(Call.post("/upload?user_id=alice&colour=red").body("image/jpeg", picture))
                .expectProblem(400, "invalid_parameter", "colour");
        refused(Call.post("/upload").json("{\"user_id\":\"alice\",\"image\":\"AAAA\",\"colour\":1}"))
                .expectProblem(400, "invalid_parameter", "colour");
    }

    @Test
    default void invalidJsonIsRejected() {
        for (String json : List.of("", "{", "[]", "null", "\"x\"", "{\"user_id\":\"alice\"",
                "{\"user_id\":\"alice\",\"image\":\"@@@\"}",
                "{\"user_id\":\"alice\",\"image\":7}", "{\"user_id\":\"alice\"}",
                "{\"user_id\":\"alice\",\"image\":\"AAAA\",\"tags\":\"x\"}")) {
            Answer answer = refused(Call.post("/upload").json(json));
            assertThat(answer.status()).as("%s: %s", json, answer).isEqualTo(400);
        }
    }

    @Test
    default void bodyOfAnotherTypeIsRejected() {
        refused(Call.post("/upload?user_id=alice").body("text/plain", Photographs.jpeg(9, 9, 1)))
                .expectProblem(415, "unsupported_content_type");
    }
}
