package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Call.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Filters, order, pages and cursors. */
interface ListSuite extends Steps {
    @Test
    default void listsFilterSortAndPage() {
        String user = newUser();
        String tag = "t-" + UUID.randomUUID();
        List<String> oldestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            oldestFirst.add(send(upload(new Form()
                    .field("user_id", user)
                    .field("tags", i % 2 == 0 ? tag : "other")
                    .field("visibility", i == 4 ? "public" : "private")
                    .file("p", i == 3 ? Photographs.gif(9, 9, i) : Photographs.jpeg(9, 9, i))))
                    .expect(201)
                    .text("image_id"));
        }
        List<String> newestFirst = oldestFirst.reversed();

        assertThat(walk("limit=2&user_id=" + user)).isEqualTo(newestFirst);
        assertThat(walk("limit=2&order=asc&user_id=" + user)).isEqualTo(oldestFirst);
        assertThat(walk("limit=1&tag=" + tag)).containsExactly(newestFirst.get(0), newestFirst.get(2),
                newestFirst.get(4));
        assertThat(walk("tag=" + tag.toUpperCase(Locale.ROOT) + "&user_id=" + user)).hasSize(3);
        assertThat(walk("user_id=" + user + "&content_type=image%2Fgif")).containsExactly(oldestFirst.get(3));
        assertThat(walk("user_id=" + user + "&visibility=public")).containsExactly(oldestFirst.get(4));
        assertThat(walk("user_id=" + user + "&tag=" + tag + "&visibility=private")).hasSize(2);

        JsonNode third = view(oldestFirst.get(2)).json();
        String created = third.path("created_at").asText();
        assertThat(walk("user_id=" + user + "&created_after=" + created)).contains(oldestFirst.get(2))
                .doesNotContain(oldestFirst.get(0));
        assertThat(walk("user_id=" + user + "&end_date=" + created)).contains(oldestFirst.get(0))
                .doesNotContain(oldestFirst.get(2));
        assertThat(walk("user_id=" + user + "&upload_date=" + created.substring(0, 10))).contains(oldestFirst.get(2));
        assertThat(walk("user_id=" + user + "&upload_date=2001-01-01")).isEmpty();
    }

    @Test
    default void unfilteredListShowsEveryPictureOnce() {
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            mine.add(uploaded(newUser(), Photographs.jpeg(9, 9, i)).path("image_id").asText());
        }

        List<String> walked = walk("limit=3");

        assertThat(walked).doesNotHaveDuplicates().containsSubsequence(mine.reversed());
    }

    @Test
    default void cursorIsAcceptedOnlyForItsListAndUnaltered() {
        String user = newUser();
        for (int i = 0; i < 3; i++) {
            uploaded(user, Photographs.jpeg(9, 9, i));
        }
        String cursor = send(Call.get("/images?limit=1&user_id=" + user)).text("next_cursor");
        String altered = (cursor.charAt(0) == 'A' ? 'Q' : 'A') + cursor.substring(1);

        send(Call.get("/images?limit=2&user_id=" + user + "&cursor=" + cursor)).expect(200);
        for (String query : List.of(
                "user_id=" + user + "&cursor=" + altered,
                "user_id=" + user + "&cursor=" + cursor.substring(1),
                "user_id=" + user + "&cursor=x",
                "user_id=" + user + "&order=asc&cursor=" + cursor,
                "user_id=" + user + "&tag=sea&cursor=" + cursor,
                "user_id=somebody-else&cursor=" + cursor,
                "cursor=" + cursor)) {
            send(Call.get("/images?" + query)).expectProblem(400, "invalid_cursor", "cursor");
        }
    }

    @Test
    default void invalidParametersOfAListAreNamed() {
        for (String query : List.of(
                "limit=0", "limit=101", "limit=x", "limit=", "order=up", "visibility=secret",
                "content_type=image%2Fsvg%2Bxml",
                "created_after=yesterday", "created_before=2026-13-01T00:00:00Z", "upload_date=2026-02-30", "user_id=",
                "user_id=a%20b", "user_id=" + "a".repeat(129), "tag=" + "t".repeat(51), "page=2", "Limit=5")) {
            String name = query.substring(0, query.indexOf('='));
            send(Call.get("/images?" + query)).expectProblem(400, "invalid_parameter", name);
        }
        send(Call.get("/images?limit=1&limit=2")).expectProblem(400, "invalid_parameter", "limit");
    }
}
