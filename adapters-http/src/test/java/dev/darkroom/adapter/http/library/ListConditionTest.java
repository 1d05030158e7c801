package dev.darkroom.adapter.http.library;

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
    void aLongPageIsCompressedAndHasATagForEachForm() {
        for (int i = 0; i < 20; i++) {
            server.upload("?user_id=alice");
        }
        Answer plain = server.get("/images");
        Answer zipped = server.get("/images", "Accept-Encoding", "br, gzip, deflate");

        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(zipped.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(zipped.decoded()).isEqualTo(plain.bytes());
        assertThat(zipped.bytes()).hasSizeLessThan(plain.bytes().length / 3);
        assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(zipped.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(tagOf(zipped)).isEqualTo(tagOf(plain).replaceAll("\"$", "-gzip\""));

        Answer same = server.get("/images", "If-None-Match", tagOf(zipped), "Accept-Encoding", "gzip");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.header("ETag")).isEqualTo(tagOf(zipped));
        assertThat(same.header("Vary")).isEqualTo("Accept-Encoding");
        assertThat(server.get("/images", "If-None-Match", tagOf(zipped)).bytes()).as("no gzip now")
                .isEqualTo(plain.bytes());
        assertThat(server.head("/images", "Accept-Encoding", "gzip").header("Content-Length"))
                .isEqualTo(Integer.toString(zipped.bytes().length));
        for (String other : new String[]{"br", "gzip;q=0", "identity", "", "xgzip"}) {
            assertThat(server.get("/images", "Accept-Encoding", other).bytes()).as(other).isEqualTo(plain.bytes());
        }
    }

    @Test
    void aShortPageIsNotCompressed() {
        server.upload("?user_id=alice");

        Answer page = server.get("/images", "Accept-Encoding", "gzip");

        assertThat(page.bytes().length).isLessThan(1024);
        assertThat(page.header("Content-Encoding")).isNull();
        assertThat(page.header("Vary")).isEqualTo("Accept-Encoding");
    }

    @Test
    void anImageIsNotCompressed() {
        String id = server.upload("?user_id=alice&description=" + "d".repeat(2_000));

        for (String path : new String[]{"/images/" + id, server.get("/images/" + id).text("url")}) {
            Answer answer = server.get(path, "Accept-Encoding", "gzip");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Encoding")).as(path).isNull();
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
