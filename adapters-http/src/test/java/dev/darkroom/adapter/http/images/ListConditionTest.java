package dev.darkroom.adapter.http.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code GET /images} with conditional headers. */
class ListConditionTest extends WithServer {
    private static String tagOf(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        return Objects.requireNonNull(answer.header("ETag"));
    }

    @Test
    void anUnchangedPageIs304() {
        for (int i = 0; i < 3; i++) {
            server.upload("?user_id=alice");
        }
        for (String list : new String[]{"/images", "/images?limit=2", "/images?user_id=nobody"}) {
            Answer page = server.get(list);
            String tag = tagOf(page);
            assertThat(tag).matches("\"[0-9a-f]{32}\"");
            assertThat(page.header("Cache-Control")).isEqualTo("private, no-cache");

            for (String condition : new String[]{tag, "W/" + tag, "\"1\", " + tag, "*"}) {
                Answer again = server.get(list, "If-None-Match", condition);
                assertThat(again.status()).as(condition).isEqualTo(304);
                assertThat(again.bytes()).isEmpty();
                assertThat(again.header("ETag")).isEqualTo(tag);
                assertThat(again.header("Cache-Control")).isEqualTo("private, no-cache");
            }
            assertThat(server.get(list, "If-None-Match", "\"1\"").bytes()).isEqualTo(page.bytes());
            assertThat(server.head(list).header("ETag")).isEqualTo(tag);
        }
    }

    @Test
    void aChangedPageHasAnotherTag() {
        String id = server.upload("?user_id=alice");
        String first = tagOf(server.get("/images"));

        server.send("PATCH", "/images/" + id, BodyPublishers.ofString("{\"title\":\"Z\"}"), "Content-Type",
                "application/json");
        Answer edited = server.get("/images", "If-None-Match", first);
        String second = tagOf(edited);
        assertThat(edited.json().at("/items/0/title").asText()).isEqualTo("Z");

        String other = server.upload("?user_id=alice");
        String third = tagOf(server.get("/images", "If-None-Match", second));

        server.delete("/images/" + other);
        assertThat(third).isNotEqualTo(second);
        assertThat(server.get("/images", "If-None-Match", third).status()).isEqualTo(200);
        assertThat(server.get("/images", "If-None-Match", second).status()).as("as it was").isEqualTo(304);
    }
}
