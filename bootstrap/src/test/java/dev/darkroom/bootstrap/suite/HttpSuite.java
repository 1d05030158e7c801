package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Call.Form;
import java.io.ByteArrayInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * The HTTP API, which every deployment must provide. A class that implements this interface, with the address of a Darkroom and
 * the keys in its store, runs all its tests.
 */
interface HttpSuite
        extends UploadSuite, IdempotencySuite, DuplicatesSuite,
        UploadRefusalsSuite,
        ListSuite, LibrarySuite,
        ViewSuite, RenditionSuite,
        EditSuite,
        DeleteSuite,
        DirectUploadSuite,
        ResumableUploadSuite,
        RouteSuite {
    @Test
    default void pictureIsUploadedListedViewedAndDeleted() throws Exception {
        String user = newUser();
        byte[] picture = Photographs.jpeg(320, 200, 1);

        Answer upload = send(upload(new Form()
                .field("user_id", user)
                .field("title", "Kite")
                .field("description", "At the sea")
                .field("tags", "Sea, kite")
                .field("tags", "sea")
                .field("visibility", "public")
                .file("kite.jpg", picture)))
                .expect(201);
        JsonNode image = upload.json();
        String id = image.path("image_id").asText();
        assertThat(upload.header("Location")).isEqualTo("/images/" + id);
        assertThat(image.path("user_id").asText()).isEqualTo(user);
        assertThat(image.path("filename").asText()).isEqualTo("kite.jpg");
        assertThat(image.path("content_type").asText()).isEqualTo("image/jpeg");
        assertThat(image.path("width").asInt()).isEqualTo(320);
        assertThat(image.path("height").asInt()).isEqualTo(200);
        assertThat(image.path("title").asText()).isEqualTo("Kite");
        assertThat(image.path("description").asText()).isEqualTo("At the sea");
        assertThat(image.path("tags").toString()).isEqualTo("[\"sea\",\"kite\"]");
        assertThat(image.path("visibility").asText()).isEqualTo("public");
        assertThat(image.path("version").asInt()).isEqualTo(1);
        assertThat(image.path("created_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

        assertThat(walk("user_id=" + user)).containsExactly(id);

        JsonNode view = view(id).expect(200).json();
        assertThat(view.path("sha256")).isEqualTo(image.path("sha256"));
        Answer bytes = fetch(view.path("url").asText()).expect(200);
        assertThat(bytes.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(bytes.bytes()).hasSize(image.path("size").asInt());
        assertThat(bytes.sha256()).isEqualTo(image.path("sha256").asText());
        assertThat(ImageIO.read(new ByteArrayInputStream(bytes.bytes())).getRGB(7, 9))
                .isEqualTo(ImageIO.read(new ByteArrayInputStream(picture)).getRGB(7, 9));

        assertThat(objectKeys()).anyMatch(key -> key.contains(id));
        Answer deleted = send(Call.delete("/images/" + id)).expect(200);
        assertThat(deleted.text("image_id")).isEqualTo(id);
        assertThat(deleted.text("message")).isEqualTo("Image deleted");
        view(id).expectProblem(404, "not_found");
        send(Call.delete("/images/" + id)).expectProblem(404, "not_found");
        assertThat(walk("user_id=" + user)).isEmpty();
        assertThat(fetch(view.path("url").asText()).status()).isEqualTo(404);
        assertThat(objectKeys()).noneMatch(key -> key.contains(id));
    }
}
