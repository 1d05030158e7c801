package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.encoded;
import static dev.darkroom.bootstrap.suite.Call.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Call.Form;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;

/** Common steps of tests of a running Darkroom. */
public interface Steps extends Deployment {
    /** Returns a user without pictures. */
    default String newUser() {
        return "user-" + UUID.randomUUID();
    }

    /** Uploads a picture and returns the image. */
    default JsonNode uploaded(String user, byte[] picture) {
        return send(upload(new Form().field("user_id", user).file("kite.jpg", picture))).expect(201).json();
    }

    /** Gets an image by its id. */
    default Answer view(String imageId) {
        return send(Call.get("/images/" + imageId));
    }

    /** The ids on all pages of a list, in order. */
    default List<String> walk(String query) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = send(Call.get("/images?" + query + cursor)).expect(200).json();
            page.path("items").forEach(image -> ids.add(image.path("image_id").asText()));
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + encoded(page.path("next_cursor").asText());
        } while (!cursor.isEmpty());
        return ids;
    }

    /** Waits until every image of a list has its placeholder, which is added after the upload and changes the list. */
    default void awaitPlaceholders(String query) {
        // While the machine is busy, each placeholder waits a second for its turn.
        Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(
                send(Call.get("/images?" + query)).expect(200).json().path("items"))
                .allMatch(image -> image.path("placeholder").isTextual()));
    }

    /** Sends a call that must be rejected, and asserts that it stored no object. */
    default Answer refused(Call call) {
        Set<String> before = objectKeys();
        Answer answer = send(call);
        assertThat(objectKeys()).isEqualTo(before);
        return answer;
    }
}
