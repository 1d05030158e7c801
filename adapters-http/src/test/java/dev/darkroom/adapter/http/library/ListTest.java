package dev.darkroom.adapter.http.library;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /images}. Each test begins at 2026-11-22T23:26:11.123Z. */
class ListTest extends WithServer {
    private static List<String> titles(Answer answer) {
        assertThat(answer.status()).as(() -> answer.json().toString()).isEqualTo(200);
        List<String> titles = new ArrayList<>();
        for (JsonNode item : answer.json().required("items")) {
            titles.add(item.required("title").asText());
        }
        return titles;
    }

    private static void assertInvalid(Answer answer, String parameter) {
        assertThat(answer.status()).as(() -> answer.json().toString()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("invalid_parameter");
        assertThat(answer.text("detail")).startsWith(parameter + " ");
    }

    @Test
    void anEmptyListHasNoCursor() {
        Answer answer = server.get("/images");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).hasToString("{\"items\":[],\"next_cursor\":null}");
    }

    @Test
    void anItemEqualsTheResponseOfTheUpload() {
        Answer uploaded = server.uploadRaw("?user_id=alice&title=A&tags=sea", png());

        assertThat(server.get("/images").json().required("items").required(0)).isEqualTo(uploaded.json());
    }

    @Test
    void allPagesTogetherHaveEveryImageOnceInOrder() {
        for (int i = 1; i <= 5; i++) {
            server.upload("?user_id=alice&title=" + i);
            server.clock.advance(Duration.ofMillis(i % 2));
        }

        assertThat(walk("/images?limit=2")).containsExactly("5", "4", "3", "2", "1");
        assertThat(walk("/images?limit=2&order=asc")).containsExactly("1", "2", "3", "4", "5");
    }

    private List<String> walk(String path) {
        List<String> titles = new ArrayList<>();
        Answer page = server.get(path);
        titles.addAll(titles(page));
        while (!page.json().required("next_cursor").isNull()) {
            page = server.get(path + "&cursor=" + page.text("next_cursor"));
            titles.addAll(titles(page));
        }
        return titles;
    }

    @ParameterizedTest
    @CsvSource({
        "user_id=alice, 'b,a'",
        "user_id=carol, ''",
        "tag=sea, 'c,a'",
        "tag=%20SEA, 'c,a'",
        "tag=sea&user_id=alice, a",
        "content_type=image/png, 'c,b,a'",
        "content_type=image/jpeg, ''",
        "visibility=public, b",
        "visibility=private, 'c,a'",
        "limit=1, c",
        "limit=100, 'c,b,a'",
        "order=asc&limit=1, a",
        "order=desc&limit=1, c",
    })
    void filtersCombine(String query, String expected) {
        server.upload("?user_id=alice&title=a&tags=sea");
        server.clock.advance(Duration.ofSeconds(1));
        server.upload("?user_id=alice&title=b&visibility=public");
        server.clock.advance(Duration.ofSeconds(1));
        server.upload("?user_id=bob&title=c&tags=sea");

        assertThat(String.join(",", titles(server.get("/images?" + query)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "created_after=2026-11-22T23:26:11.123Z, 'b,a'",
        "created_after=2026-11-22T23:26:11.1230001Z, b",
        "created_after=2026-11-23T04:56:11.124%2B05:30, b",
        "created_before=2026-11-22T23:26:11.123Z, ''",
        "created_before=2026-11-22T23:26:11.1230001Z, a",
        "created_after=2026-11-23, b",
        "created_before=2026-11-23, a",
        "start_date=2026-11-23, b",
        "start_date=2026-11-22&end_date=2026-11-23, a",
        "end_date=2026-11-23T23:26:11.124Z, 'b,a'",
        "upload_date=2026-11-22, a",
        "upload_date=2026-11-23, b",
        "upload_date=2026-11-22&created_after=2026-11-22T23:30:00Z, ''",
        "upload_date=2026-11-23&created_after=2026-11-22, b",
        "upload_date=2026-11-22&created_before=2026-11-30, a",
        "created_after=0000-01-01T00:00:00Z&created_before=9999-12-31T23:59:59.9999Z, 'b,a'",
        "upload_date=9999-12-31, ''",
    })
    void timesBoundTheList(String query, String expected) {
        server.upload("?user_id=alice&title=a");
        server.clock.advance(Duration.ofDays(1));
        server.upload("?user_id=alice&title=b");

        assertThat(String.join(",", titles(server.get("/images?" + query)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "user, user=alice",
        "USER_ID, USER_ID=alice",
        "user_id, user_id=alice&user_id=bob",
        "user_id, user_id=",
        "user_id, user_id",
        "user_id, user_id=a%20b",
        "tag, tag=",
        "tag, tag=%00",
        "content_type, content_type=image/tiff",
        "visibility, visibility=Public",
        "created_after, created_after=yesterday",
        "created_after, created_after=2026-13-01",
        "created_after, created_after=2026-02-30",
        "created_after, created_after=2026-11-22T23:26:11",
        "created_after, created_after=%2B10000-01-01T00:00:00Z",
        "created_before, created_before=1700000000",
        "upload_date, upload_date=2026-11-22T00:00:00Z",
        "start_date, start_date=2026-11-22&created_after=2026-11-22",
        "end_date, end_date=2026-11-22&created_before=2026-11-22",
        "limit, limit=0",
        "limit, limit=101",
        "limit, limit=-1",
        "limit, limit=ten",
        "limit, limit=1.5",
        "limit, limit=99999999999999999999",
        "order, order=up",
        "cursor, cursor=",
    })
    void anInvalidParameterIsRefusedByName(String parameter, String query) {
        assertInvalid(server.get("/images?" + query), parameter);
    }

    @Test
    void aMalformedQueryIsRefused() {
        String answer = RawExchange.on(server)
                .write("GET /images?user_id=%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "../../etc/passwd", "%00"})
    void aMalformedCursorIsRefused(String cursor) {
        assertInvalidCursor(server.get("/images?cursor=" + cursor));
    }

    @Test
    void anAlteredCursorIsRefused() {
        String cursor = cursorOfTwo();
        char first = cursor.charAt(0) == 'A' ? 'B' : 'A';

        assertInvalidCursor(server.get("/images?user_id=alice&limit=1&cursor=" + first + cursor.substring(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=1", "user_id=bob", "user_id=alice&tag=sea", "user_id=alice&order=asc",
        "user_id=alice&created_after=2026-01-01"})
    void aCursorOfAnotherListIsRefused(String otherList) {
        assertInvalidCursor(server.get("/images?" + otherList + "&cursor=" + cursorOfTwo()));
    }

    @Test
    void aCursorCanBeUsedWithAnotherLimit() {
        String cursor = cursorOfTwo();

        assertThat(titles(server.get("/images?user_id=alice&limit=50&cursor=" + cursor))).containsExactly("1");
    }

    private String cursorOfTwo() {
        server.upload("?user_id=alice&title=1");
        server.upload("?user_id=alice&title=2");
        return server.get("/images?user_id=alice&limit=1").text("next_cursor");
    }

    private static void assertInvalidCursor(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("code")).isEqualTo("invalid_cursor");
        assertThat(answer.text("detail")).contains("cursor");
    }
}
