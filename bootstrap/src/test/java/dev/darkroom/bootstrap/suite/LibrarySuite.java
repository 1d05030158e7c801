package dev.darkroom.bootstrap.suite;

import static dev.darkroom.bootstrap.suite.Call.encoded;
import static dev.darkroom.bootstrap.suite.Call.upload;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.darkroom.bootstrap.suite.Call.Form;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Search, the order by the time when pictures were taken, counts by month and by tag. */
interface LibrarySuite extends Steps {
    /** Whether the catalog of the deployment can search and count; otherwise it says so. */
    default boolean hasLibrary() {
        return true;
    }

    private String stored(String user, String title, String visibility, String... tags) {
        Form form = new Form().field("user_id", user).field("title", title).field("visibility", visibility);
        for (String tag : tags) {
            form.field("tags", tag);
        }
        return send(upload(form.file("p.jpg", Photographs.jpeg(9, 9, title.length())))).expect(201).text("image_id");
    }

    @Test
    default void libraryIsSearchedSortedAndCountedOrRefused() {
        String user = newUser();
        String heron = stored(user, "Élégant heron", "private", "sea");
        String gull = stored(user, "A gull", "public", "sea", "sky");
        String list = "/images?user_id=" + user;
        if (!hasLibrary()) {
            for (String target : List.of(list + "&q=heron", "/images/calendar", "/tags")) {
                send(Call.get(target)).expectProblem(422, "search_unsupported", "catalog");
            }
        }
        assertThat(walk("user_id=" + user + "&sort=taken_at&order=asc&limit=1")).containsExactly(heron, gull);
        assertThat(walk("user_id=" + user + "&tag=sea&sort=taken_at&limit=1")).containsExactly(gull, heron);
        assertThat(walk("user_id=" + user + "&sort=taken_at&taken_before=2001-01-01")).isEmpty();
        if (!hasLibrary()) {
            return;
        }

        assertThat(walk("user_id=" + user + "&q=" + encoded("ELEGANT her"))).containsExactly(heron);
        assertThat(walk("user_id=" + user + "&q=heron&visibility=public")).isEmpty();
        assertThat(walk("user_id=" + user + "&q=sea&limit=1")).containsExactly(gull, heron);
        assertThat(walk("user_id=" + user + "&q=" + encoded("\" OR *"))).isEmpty();
        JsonNode calendar = send(Call.get("/images/calendar?user_id=" + user)).expect(200).json();
        assertThat(calendar.path("total").asInt()).isEqualTo(2);
        assertThat(calendar.at("/months/0/month").asText())
                .isEqualTo(view(heron).json().path("created_at").asText().substring(0, 7));
        assertThat(send(Call.get("/tags?prefix=S&user_id=" + user)).expect(200).json().path("items"))
                .hasToString("[{\"tag\":\"sea\",\"count\":2},{\"tag\":\"sky\",\"count\":1}]");
        JsonNode first = send(Call.get("/tags?limit=1&user_id=" + user)).expect(200).json();
        assertThat(send(Call.get("/tags?limit=1&user_id=" + user + "&cursor=" + first.path("next_cursor").asText()))
                .expect(200).json())
                .hasToString("{\"items\":[{\"tag\":\"sky\",\"count\":1}],\"next_cursor\":null}");

        send(Call.of("DELETE", "/images/" + heron)).expect(200);
        assertThat(walk("user_id=" + user + "&q=heron")).isEmpty();
        assertThat(send(Call.get("/images/calendar?user_id=" + user)).json().path("total").asInt()).isEqualTo(1);
    }

    @Test
    default void severalTagsCombineWithAnd() {
        String user = newUser();
        String tag = "t-" + UUID.randomUUID();
        String both = stored(user, "Both", "private", "sky", tag);
        stored(user, "One", "private", tag);

        assertThat(walk("tag=sky&tag=" + tag)).containsExactly(both);
        assertThat(walk("sort=taken_at&tag=sky&tag=" + tag)).containsExactly(both);
        assertThat(walk("sort=taken_at&tag=" + tag)).hasSize(2).contains(both);
        assertThat(walk("tag=" + tag + "&tag=nothing")).isEmpty();
        assertThat(walk("user_id=" + user + "&taken_before=2001-01-01&tag=" + tag)).isEmpty();
        assertThat(walk("user_id=" + user + "&taken_after=2001-01-01&tag=" + tag)).hasSize(2);
    }

    @Test
    default void invalidParametersOfTheLibraryAreNamed() {
        for (String target : List.of("/images?q=", "/images?q=%21%3F", "/images?q=a+b+c+d+e+f+g+h+i+j+k",
                "/images?q=a&q=b",
                "/images?sort=size", "/images?taken_after=yesterday", "/images?taken_before=2026-02-30", "/images?tag=",
                "/images?tag=sea&tag=", "/images?tag=a&tag=b&tag=c&tag=d&tag=e&tag=f&tag=g&tag=h&tag=i&tag=j&tag=k",
                "/images/calendar?q=sea", "/images/calendar?limit=1", "/images/calendar?taken_after=x", "/tags?prefix=",
                "/tags?prefix=%00", "/tags?limit=0", "/tags?limit=101", "/tags?visibility=secret", "/tags?tag=sea")) {
            String name = target.replaceAll(".*[?&]([a-z_]+)=[^=]*$", "$1");
            send(Call.get(target)).expectProblem(400, "invalid_parameter", name);
        }
        if (hasLibrary()) {
            send(Call.get("/tags?cursor=x")).expectProblem(400, "invalid_cursor", "cursor");
        }
    }
}
