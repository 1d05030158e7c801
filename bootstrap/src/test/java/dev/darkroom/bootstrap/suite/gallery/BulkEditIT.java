package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Editing many selected pictures together. */
class BulkEditIT extends LocalGallery {
    private volatile Duration ago = Duration.ZERO;

    @Override
    InstantSource clock() {
        return () -> Instant.now().minus(ago);
    }

    private List<String> pictures(String user, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> uploaded(user, Photographs.png(6 + i % 7, 8, i)).path("image_id").asText()).toList();
    }

    private static void press(Page page, String name) {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true)).click();
    }

    /** Opens the page and selects the first picture. */
    private void select(Page page, String user, int number) {
        page.navigate(address() + "/?user_id=" + user);
        assertThat(page.locator(".tile").first()).isVisible();
        page.locator(".picture").first().focus();
        page.keyboard().press("Space");
        if (number > 1) {
            press(page, "Select all");
        }
        assertThat(page.locator(".selection b")).hasText(number + " selected");
    }

    private static void tag(Page page, String menu, String tag) {
        press(page, menu);
        page.getByLabel("Tags, separated by commas").and(page.locator(":visible")).fill(tag);
        page.keyboard().press("Enter");
    }

    private static void assertSaid(Page page, String text) {
        assertThat(page.locator(".toast").filter(
                new Locator.FilterOptions().setHasText(text))).hasCount(1);
    }

    @Test
    void everyPictureOfTheListIsTaggedInGroupsAndUndoRestoresWhatEachHad() {
        String user = newUser();
        List<String> ids = pictures(user, 120);
        send(Call.of("PATCH", "/images/" + ids.get(7)).json("{\"tags\":[\"sea\"]}")).expect(200);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            List<String> changes = new CopyOnWriteArrayList<>();
            page.onRequest(request -> {
                if (!request.method().equals("GET")) {
                    changes.add(request.method() + " " + URI.create(request.url()).getPath());
                }
            });
            select(page, user, 120);
            tag(page, "Add tags", "Sea");
            assertSaid(page, "120 pictures tagged sea");
            assertThat(walk("tag=sea&user_id=" + user)).hasSize(120);
            assertThat(changes).containsExactly("POST /images/edit", "POST /images/edit");

            press(page, "Undo");
            assertSaid(page, "Undone for 119 pictures");
            assertThat(walk("tag=sea&user_id=" + user)).containsExactly(ids.get(7));

            select(page, user, 120);
            tag(page, "Remove tags", "sea");
            assertSaid(page, "120 pictures without sea now");
            assertThat(walk("tag=sea&user_id=" + user)).isEmpty();
            press(page, "Undo");
            assertSaid(page, "Undone for 1 picture");
            assertThat(walk("tag=sea&user_id=" + user)).containsExactly(ids.get(7));

            cancel(page, user);
            assertThat(visit.errors()).isEmpty();
        }
    }

    /** Cancels while the first 100 of 120 pictures are edited. */
    private void cancel(Page page, String user) {
        select(page, user, 120);
        // Without a route, Chromium sends the requests that it holds.
        page.route("**/images/edit", route -> {
            assertSaid(page, "0 of 120");
            press(page, "Cancel");
            route.resume();
            page.unroute("**/images/edit");
        });
        tag(page, "Add tags", "moon");
        assertSaid(page, "100 pictures tagged moon. Cancelled after 100 of 120");
        assertThat(walk("tag=moon&user_id=" + user)).hasSize(100);
        press(page, "Undo");
        assertSaid(page, "Undone for 100 pictures");
        assertThat(walk("tag=moon&user_id=" + user)).isEmpty();
    }

    @Test
    void dayIsSelectedByItsHeadingAndAnEditWithoutAResponseIsRepeated() {
        String user = newUser();
        ago = Duration.ofDays(3);
        List<String> earlier = pictures(user, 3);
        ago = Duration.ZERO;
        pictures(user, 2);
        try (Visit visit = chromium().visit(Screen.PHONE)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile")).hasCount(5);
            page.locator(".day-tick").last().click();
            assertThat(page.locator(".selection b")).hasText("3 selected");
            assertThat(page.locator(".tile.chosen")).hasCount(3);

            page.route("**/images/edit", route -> {
                page.unroute("**/images/edit");
                route.abort();
            });
            press(page, "Who can see them");
            press(page, "Everybody");
            assertSaid(page, "3 pictures public now");
            assertThat(page.locator(".tile.public")).hasCount(3);
            assertThat(Set.copyOf(walk("visibility=public&user_id=" + user))).isEqualTo(Set.copyOf(earlier));
            press(page, "Undo");
            assertSaid(page, "Undone for 3 pictures");
            assertThat(walk("visibility=public&user_id=" + user)).isEmpty();
        }
    }

    @Test
    void undoTellsHowManyPicturesOthersHaveEdited() {
        String user = newUser();
        List<String> ids = pictures(user, 2);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            select(page, user, 2);
            send(Call.of("PATCH", "/images/" + ids.getFirst()).json("{\"tags\":[\"moon\"]}")).expect(200);
            tag(page, "Add tags", "sea");
            assertSaid(page, "2 pictures tagged sea");
            press(page, "Undo");

            assertSaid(page, "Undone for 1 picture. 1 picture not: somebody else edited it too");
            assertThat(walk("tag=sea&user_id=" + user)).containsExactly(ids.getFirst());
        }
    }

    @Test
    void picturesThatCannotBeEditedAreCountedInOneMessage() {
        String user = newUser();
        List<String> ids = pictures(user, 4);
        String full = IntStream.range(0, 30).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
        send(Call.of("PATCH", "/images/" + ids.get(1)).json("{\"tags\":[" + full + "]}")).expect(200);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            select(page, user, 4);
            send(Call.of("DELETE", "/images/" + ids.get(2))).expect(200);
            tag(page, "Add tags", "sea");
            assertSaid(page, "2 pictures tagged sea. 1 picture skipped: deleted, or not yours. "
                    + "1 picture skipped: at most 30 tags");
            assertThat(page.locator(".toast")).hasCount(2);
        }
    }
}
