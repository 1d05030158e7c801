package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.encoded;
import static dev.darkroom.bootstrap.suite.Call.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Call.Form;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** All forms of an upload, and the stored result. */
interface UploadSuite extends Steps {
    @Test
    default void allFormsOfAnUploadStoreTheSameImage() {
        String user = newUser();
        byte[] picture = Photographs.png(40, 30, 2);
        String base64 = Base64.getEncoder().encodeToString(picture);

        List<Answer> answers = List.of(
                send(upload(new Form()
                        .field("user_id", user)
                        .field("filename", "kite.png")
                        .field("title", "Kite")
                        .field("tags", "sea,kite")
                        .file("other.png", picture))),
                send(upload(new Form()
                        .file("kite.png", picture)
                        .field("tags", "sea")
                        .field("tags", "kite")
                        .field("title", "Kite")
                        .field("user_id", user))),
                send(Call.post("/upload?user_id=" + user + "&filename=kite.png&title=Kite&tags=sea%2Ckite")
                        .body("image/png", picture)),
                send(Call.post("/upload?user_id=" + user + "&filename=kite.png&title=Kite&tags=sea&tags=kite")
                        .body("image/jpeg", picture)),
                send(Call.post("/upload")
                        .json("{\"user_id\":\"" + user + "\",\"filename\":\"kite.png\",\"title\":\"Kite\",\"image\":\""
                                + base64 + "\",\"tags\":[\"sea\",\"kite\"]}")),
                send(Call.post("/upload")
                        .json("{\"image\":\"" + base64 + "\",\"tags\":[\"sea\",\"kite\"],\"title\":\"Kite\","
                                + "\"filename\":\"kite.png\",\"user_id\":\"" + user + "\"}")));

        for (Answer answer : answers) {
            JsonNode image = answer.expect(201).json();
            assertThat(image.path("user_id").asText()).isEqualTo(user);
            assertThat(image.path("filename").asText()).isEqualTo("kite.png");
            assertThat(image.path("content_type").asText()).isEqualTo("image/png");
            assertThat(image.path("title").asText()).isEqualTo("Kite");
            assertThat(image.path("tags").toString()).isEqualTo("[\"sea\",\"kite\"]");
            assertThat(image.path("size").asInt()).isEqualTo(picture.length);
            assertThat(image.path("visibility").asText()).isEqualTo("private");
            assertThat(image.path("description").isNull()).isTrue();
        }
        assertThat(walk("user_id=" + user)).hasSize(6);
    }

    @Test
    default void metadataIsRemovedAndTheOrientationIsKept() throws IOException {
        byte[] picture = Photographs.jpegWithExif(60, 40, 6);

        JsonNode image = uploaded(newUser(), picture);

        assertThat(image.path("width").asInt()).isEqualTo(40);
        assertThat(image.path("height").asInt()).isEqualTo(60);
        byte[] stored = fetch(view(image.path("image_id").asText()).text("url"))
                .expect(200)
                .bytes();
        assertThat(new String(picture, StandardCharsets.ISO_8859_1)).contains(Photographs.SECRET);
        assertThat(new String(stored, StandardCharsets.ISO_8859_1)).doesNotContain(Photographs.SECRET);
        var before = ImageIO.read(new ByteArrayInputStream(picture));
        var after = ImageIO.read(new ByteArrayInputStream(stored));
        assertThat(after.getRGB(0, 0, 60, 40, null, 0, 60)).isEqualTo(before.getRGB(0, 0, 60, 40, null, 0, 60));
    }

    @Test
    default void concurrentUploadsAreAllStored() throws Exception {
        String user = newUser();
        List<String> ids = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> uploads = IntStream.range(0, 20)
                    .<Callable<String>>mapToObj(i -> () -> uploaded(user, Photographs.jpeg(100, 80, i))
                            .path("image_id")
                            .asText())
                    .toList();
            for (Future<String> id : threads.invokeAll(uploads)) {
                ids.add(id.get());
            }
        }

        assertThat(walk("limit=3&user_id=" + user)).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    default void digestIsVerified() throws Exception {
        byte[] picture = Photographs.jpeg(9, 9, 1);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(picture);
        Call good = Call.post("/upload?user_id=alice").body("image/jpeg", picture);
        Call wrong = Call.post("/upload?user_id=alice").body("image/jpeg", picture);
        Call malformed = Call.post("/upload?user_id=alice").body("image/jpeg", picture);
        byte[] other = digest.clone();
        other[0] ^= 1;

        send(good.header("Content-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":")).expect(201);
        refused(wrong.header("Content-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(other) + ":"))
                .expectProblem(400, "digest_mismatch");
        assertThat(refused(malformed.header("Content-Digest", "sha-256=?")).status()).isEqualTo(400);
    }

    @Test
    default void filenameLosesItsPathAndControlCharacters() {
        byte[] picture = Photographs.jpeg(9, 9, 1);

        for (String[] sentAndKept : new String[][]{
            {"../../etc/kite.jpg", "kite.jpg"},
            {"C:\\pictures\\kite.jpg", "kite.jpg"},
            {"ki\0te\n.jpg", "kite.jpg"},
            {"凧 🪁.jpg", "凧 🪁.jpg"},
            {"..", "image.jpg"},
        }) {
            String kept = send(
                    Call.post("/upload?user_id=alice&filename=" + encoded(sentAndKept[0])).body("image/jpeg", picture))
                    .expect(201)
                    .text("filename");
            assertThat(kept).isEqualTo(sentAndKept[1]);
        }
        assertThat(send(upload(new Form().field("user_id", "alice").file("凧 🪁.jpg", picture))).expect(201)
                .text("filename"))
                .isEqualTo("凧 🪁.jpg");
        assertThat(objectKeys())
                .allMatch(key -> key.matches("[0-9a-f]{2}/[0-9a-f-]{36}/(original|thumb|small|medium|large)\\.[a-z]+"));
        refused(Call.post("/upload?user_id=alice&filename=" + "f".repeat(256)).body("image/jpeg", picture))
                .expectProblem(400, "invalid_parameter", "filename");
    }
}
