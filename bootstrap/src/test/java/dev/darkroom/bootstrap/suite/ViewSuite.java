package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The view of one image, and its presigned URL. */
interface ViewSuite extends Steps {
    @Test
    default void viewContainsTheExpiryOfItsUrl() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();
        Instant before = Instant.now();

        Instant expiresAt =
                Instant.parse(send(Call.get("/images/" + id + "?expires_in=600")).expect(200).text("expires_at"));

        assertThat(expiresAt).isBetween(before.plusSeconds(598), Instant.now().plusSeconds(601));
        for (String bad : List.of("0", "-1", "604801", "x", "1.5", "")) {
            send(Call.get("/images/" + id + "?expires_in=" + bad)).expectProblem(400, "invalid_parameter",
                    "expires_in");
        }
        send(Call.get("/images/" + id + "?expires_in=604800")).expect(200);
        send(Call.get("/images/" + id + "?size=1")).expectProblem(400, "invalid_parameter", "size");
    }

    @Test
    default void urlStopsWorkingWhenItExpires() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();

        String url = send(Call.get("/images/" + id + "?expires_in=1")).expect(200).text("url");

        Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
        while (fetch(url).status() == 200) {
            assertThat(Instant.now()).as("still works").isBefore(deadline);
            Thread.onSpinWait();
        }
        assertThat(fetch(url).status()).isEqualTo(403);
    }

    @Test
    default void alteredUrlIsRejected() {
        String mine = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();
        String other = uploaded(newUser(), Photographs.jpeg(9, 9, 2)).path("image_id").asText();
        String url = view(mine).text("url");
        String otherUrl = view(other).text("url");

        String swapped = otherUrl.substring(0, otherUrl.indexOf('?')) + url.substring(url.indexOf('?'));
        assertThat(fetch(swapped).status()).isEqualTo(403);
        assertThat(fetch(url.substring(0, url.indexOf('?'))).status()).isEqualTo(403);
    }

    @Test
    default void downloadHasTheRequestedName() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();

        String asUploaded = send(Call.get("/images/" + id + "?download=true")).text("url");
        String named = send(Call.get("/images/" + id + "?download=" + encoded("凧 \"1\".jpg"))).text("url");

        assertThat(fetch(asUploaded).expect(200).header("Content-Disposition"))
                .startsWith("attachment")
                .contains("kite.jpg");
        assertThat(fetch(named).expect(200).header("Content-Disposition"))
                .startsWith("attachment")
                .contains("filename*=UTF-8''%E5%87%A7%20%221%22.jpg");
    }

    @Test
    default void unchangedViewHasAWorkingUrl() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();
        String etag = view(id).header("ETag");

        assertThat(etag).isEqualTo("\"1\"");
        Answer unchanged = send(Call.get("/images/" + id).header("If-None-Match", etag)).expect(200);
        assertThat(unchanged.header("ETag")).isEqualTo(etag);
        assertThat(unchanged.header("Cache-Control")).isEqualTo("no-store");
        fetch(unchanged.text("url")).expect(200);
    }

    @Test
    default void headReturnsTheHeadersOfGetWithoutABody() {
        String id = uploaded(newUser(), Photographs.jpeg(9, 9, 1)).path("image_id").asText();

        Answer head = send(Call.head("/images/" + id)).expect(200);

        assertThat(head.bytes()).isEmpty();
        assertThat(head.header("ETag")).isEqualTo("\"1\"");
        assertThat(head.header("Content-Type")).startsWith("application/json");
        send(Call.head("/images/" + UUID.randomUUID())).expect(404);
    }

    @Test
    default void malformedIdIsNotFound() {
        for (String id : List.of("1", "x", "..", "%00", "%2e%2e%2f", "%FF", encoded("凧"), UUID.randomUUID().toString(),
                "a".repeat(2_000))) {
            Answer answer = send(Call.get("/images/" + id));
            assertThat(answer.status()).as("%s: %s", id, answer).isIn(400, 404);
            assertThat(answer.status()).as(id)
                    .isEqualTo(id.contains("%00") || id.contains("%FF") || id.equals("..") || id.contains("%2e")
                            ? answer.status()
                            : 404);
            send(Call.delete("/images/" + id));
        }
    }
}
