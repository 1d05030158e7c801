package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Kind;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Deleted pictures in the gallery of a server with a trash. */
class TrashIT extends LocalGallery {
    private static final String EVENTS = "**/events";

    @Override
    Map<String, String> environment() {
        return Map.of("DARKROOM_TRASH_DAYS", "30");
    }

    /** Uploads pictures and returns their ids, the newest one first. */
    private List<String> pictures(String user, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> uploaded(user, Photographs.jpeg(60 + i, 40, i)).path("image_id").asText()).toList()
                .reversed();
    }

    private List<String> trashed(String user) {
        return walk("state=trashed&user_id=" + user);
    }

    private void trash(String id) {
        send(Call.delete("/images/" + id)).expect(200);
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator tile(Page page, String id) {
        return page.locator(".tile[data-id='" + id + "']");
    }

    private static void assertSaid(Page page, String text) {
        assertThat(page.locator(".toast").filter(new Locator.FilterOptions().setHasText(text))).hasCount(1);
    }

    /** Opens a view, and waits until it follows the events. */
    private void open(Page page, String query) {
        page.waitForResponse(EVENTS, () -> page.navigate(address() + "/?" + query));
    }

    private static void agree(Page page) {
        page.locator("dialog.card[open]")
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete forever")).click();
    }

    @ParameterizedTest
    @EnumSource
    void deletedPicturesAreInTheTrashAndUndoRestoresThem(Kind browser) {
        String user = newUser();
        List<String> ids = pictures(user, 3);
        try (WebBrowser started = browser.start(); Visit visit = started.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            tile(page, ids.getFirst()).locator(".picture").focus();
            page.keyboard().press("Delete");
            assertSaid(page, "1 picture moved to the trash");
            assertThat(page.locator(".tile")).hasCount(2);
            assertThat(trashed(user)).containsExactly(ids.getFirst());
            button(page, "Undo").click();
            assertThat(page.locator(".tile")).hasCount(3);
            page.waitForCondition(() -> trashed(user).isEmpty());
            assertThat(walk("user_id=" + user)).isEqualTo(ids);

            tile(page, ids.getLast()).locator(".picture").click();
            assertThat(page.locator(".frame.loaded")).isVisible();
            button(page, "Delete").click();
            assertSaid(page, "1 picture moved to the trash");
            assertThat(trashed(user)).containsExactly(ids.getLast());
            page.keyboard().press("Control+z");
            page.waitForCondition(() -> trashed(user).isEmpty());
            page.keyboard().press("Escape");
            assertThat(page.locator(".tile")).hasCount(3);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void trashShowsPlaceholdersAndRestores(Screen screen) {
        String user = newUser();
        List<String> ids = pictures(user, 3);
        ids.forEach(this::trash);
        try (Visit visit = chromium().visit(screen)) {
            Page page = visit.page;
            List<String> requests = new CopyOnWriteArrayList<>();
            page.onRequest(request -> requests.add(request.url()));
            page.navigate(address() + "/");
            button(page, "You and settings").click();
            button(page, "Trash").click();
            assertThat(page).hasURL(address() + "/?state=trashed");
            assertThat(page).hasTitle("Trash – Darkroom");
            page.navigate(address() + "/?state=trashed&user_id=" + user);
            assertThat(page.locator(".tile")).hasCount(3);
            assertThat(page.locator(".trash")).containsText("30 days");
            assertThat(tile(page, ids.getFirst()).locator(".caption small")).hasText("30 days left");

            tile(page, ids.get(1)).locator(".picture").click();
            button(page, "Restore").click();
            assertSaid(page, "1 picture restored");
            assertThat(page.locator(".tile")).hasCount(2);
            assertThat(walk("user_id=" + user)).containsExactly(ids.get(1));
            button(page, "Undo").click();
            assertThat(page.locator(".tile")).hasCount(3);
            page.waitForCondition(() -> walk("user_id=" + user).isEmpty());

            page.locator(".picture").first().focus();
            page.keyboard().press("Space");
            button(page, "Select all").click();
            assertThat(page.locator(".selection b")).hasText("3 selected");
            button(page, "Restore").click();
            assertSaid(page, "3 pictures restored");
            assertThat(page.locator(".tile")).hasCount(0);
            assertThat(walk("user_id=" + user)).isEqualTo(ids);
            assertThat(requests).noneMatch(url -> ids.stream().anyMatch(id -> url.contains(id + "/content")));

            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile.loaded")).hasCount(3);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void deletingForeverAsksFirst(Kind browser) {
        String user = newUser();
        List<String> ids = pictures(user, 3);
        ids.forEach(this::trash);
        try (WebBrowser started = browser.start(); Visit visit = started.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?state=trashed&user_id=" + user);
            assertThat(button(page, "Delete these forever")).isVisible();
            tile(page, ids.getFirst()).locator(".picture").focus();
            page.keyboard().press("Delete");
            assertThat(page.locator("dialog.card[open] h2")).hasText("Delete 1 picture forever?");
            page.keyboard().press("Escape");
            assertThat(page.locator("dialog.card[open]")).hasCount(0);
            assertThat(trashed(user)).hasSize(3);

            tile(page, ids.getFirst()).locator(".picture").focus();
            page.keyboard().press("Delete");
            agree(page);
            assertSaid(page, "1 picture deleted forever");
            assertThat(page.locator(".tile")).hasCount(2);
            assertThat(trashed(user)).containsExactlyElementsOf(ids.subList(1, 3));
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void emptyingTheTrashDeletesWhatItShowsInGroups() {
        String user = newUser();
        List<String> ids = pictures(user, 103);
        ids.subList(0, 102).forEach(this::trash);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            List<String> changes = new CopyOnWriteArrayList<>();
            page.onRequest(request -> {
                if (request.url().contains("/images/delete")) {
                    changes.add(request.url());
                }
            });
            page.navigate(address() + "/?state=trashed&user_id=" + user);
            button(page, "Delete these forever").click();
            agree(page);

            assertSaid(page, "102 pictures deleted forever");
            assertThat(changes).containsExactly(
                    address() + "/images/delete?permanent=true", address() + "/images/delete?permanent=true");
            assertThat(trashed(user)).isEmpty();
            assertThat(walk("user_id=" + user)).containsExactly(ids.getLast());
            button(page, "Clear filters").click();
            assertThat(page).hasURL(address() + "/?state=trashed");
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void cancelledDeletionIsNotMadeLater() {
        String user = newUser();
        pictures(user, 101).forEach(this::trash);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            List<String> refused = new CopyOnWriteArrayList<>();
            page.clock().install();
            page.route("**/images/delete?permanent=true", route -> {
                refused.add(route.request().url());
                route.fulfill(new Route.FulfillOptions().setStatus(503).setHeaders(Map.of("Retry-After", "1"))
                        .setContentType("application/problem+json").setBody("{\"detail\":\"Busy.\"}"));
            });
            page.navigate(address() + "/?state=trashed&user_id=" + user);
            button(page, "Delete these forever").click();
            agree(page);
            page.waitForCondition(() -> !refused.isEmpty());
            button(page, "Cancel").click();
            assertSaid(page, "Cancelled");
            int sent = refused.size();

            page.clock().runFor(60_000);
            assertThat(refused).hasSize(sent);
            assertThat(trashed(user)).hasSize(101);
            assertThat(visit.errors()).allMatch(error -> error.contains("503"));
        }
    }

    @Test
    void pictureThatSomebodyElseDeletedForeverIsNotShownAgain() {
        String user = newUser();
        List<String> ids = pictures(user, 2);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.route(EVENTS, Route::abort);
            page.navigate(address() + "/?user_id=" + user);
            tile(page, ids.getFirst()).locator(".picture").focus();
            page.keyboard().press("Delete");
            assertSaid(page, "1 picture moved to the trash");
            send(Call.delete("/images/" + ids.getFirst() + "?permanent=true")).expect(200);

            page.waitForResponse("**/restore", () -> button(page, "Undo").click());

            assertThat(tile(page, ids.getFirst())).hasCount(0);
            assertThat(page.locator(".tile")).hasCount(1);
        }
    }

    @Test
    void libraryStaysInItsOrderIfOnlyTheTrashHasAnotherOne() {
        String user = newUser();
        trash(pictures(user, 2).getFirst());
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.route(Pattern.compile(".*state=trashed.*sort=taken_at.*|.*sort=taken_at.*state=trashed.*"),
                    route -> route.fulfill(new Route.FulfillOptions().setStatus(422)
                            .setContentType("application/problem+json")
                            .setBody("{\"code\":\"search_unsupported\",\"detail\":\"No such order.\"}")));
            page.navigate(address() + "/?state=trashed&user_id=" + user);
            assertThat(page.locator(".tile.trashed")).hasCount(1);

            page.waitForResponse(response -> response.url().contains("sort=taken_at") && response.status() == 200,
                    () -> button(page, "All pictures").click());
            assertThat(page.locator(".tile").first()).isVisible();
        }
    }

    @Test
    void emptyTrashTellsWhatItIs() {
        try (Visit visit = chromium().visit(Screen.PHONE)) {
            Page page = visit.page;
            page.route(Pattern.compile("/images\\?"), route -> route.fulfill(new Route.FulfillOptions()
                    .setContentType("application/json").setBody("{\"items\":[],\"next_cursor\":null}")));
            page.navigate(address() + "/?state=trashed");

            assertThat(page.getByText("The trash is empty")).isVisible();
            assertThat(page.getByText("Pictures that you delete stay here for 30 days.")).isVisible();
            button(page, "All pictures").click();
            assertThat(page).hasURL(address() + "/");
        }
    }

    @ParameterizedTest
    @EnumSource
    void otherTabsFollow(Kind browser) {
        String user = newUser();
        List<String> ids = pictures(user, 2);
        try (WebBrowser started = browser.start();
                Visit visit = started.visit(Screen.DESKTOP);
                Visit other = started.visit(Screen.DESKTOP)) {
            Page list = visit.page;
            Page trash = other.page;
            open(list, "user_id=" + user);
            open(trash, "state=trashed&user_id=" + user);
            assertThat(list.locator(".tile.loaded")).hasCount(2);
            assertThat(trash.getByText("No picture passes these filters")).isVisible();

            trash(ids.getFirst());
            assertThat(tile(list, ids.getFirst())).hasCount(0);
            assertThat(tile(trash, ids.getFirst()).locator(".caption small")).hasText("30 days left");
            tile(trash, ids.getFirst()).locator(".picture").click();
            button(trash, "Restore").click();
            assertThat(tile(list, ids.getFirst())).isVisible();
            assertThat(trash.locator(".tile")).hasCount(0);

            trash(ids.getFirst());
            assertThat(tile(trash, ids.getFirst())).isVisible();
            send(Call.of("POST", "/images/" + ids.getFirst() + "/restore")).expect(200);
            assertThat(tile(trash, ids.getFirst())).hasCount(0);
            assertThat(tile(list, ids.getFirst())).isVisible();
            send(Call.delete("/images/" + ids.getFirst() + "?permanent=true")).expect(200);
            assertThat(tile(list, ids.getFirst())).hasCount(0);
            assertThat(list.locator(".toast")).hasCount(0);
            assertThat(visit.errors()).isEmpty();
            assertThat(other.errors()).isEmpty();
        }
    }

    /** The event of the deletion comes while the restoration waits. */
    @Test
    void lateEventOfADeletionDoesNotHideWhatIsRestored() {
        String user = newUser();
        String id = pictures(user, 1).getFirst();
        AtomicBoolean stayed = new AtomicBoolean();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, "user_id=" + user);
            assertThat(page.locator(".tile.loaded")).hasCount(1);
            page.route("**/restore", route -> {
                String later = pictures(user, 1).getFirst();
                assertThat(tile(page, later)).isVisible();
                stayed.set(tile(page, id).isVisible());
                route.resume();
            });
            tile(page, id).locator(".picture").focus();
            page.keyboard().press("Delete");
            button(page, "Undo").click();

            page.waitForCondition(() -> trashed(user).isEmpty());
            assertThat(stayed).isTrue();
            assertThat(page.locator(".tile")).hasCount(2);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void openPictureThatIsTrashedElsewhereStays() {
        String user = newUser();
        String id = pictures(user, 1).getFirst();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, "user_id=" + user);
            tile(page, id).locator(".picture").click();
            assertThat(page.locator(".frame.loaded")).isVisible();
            trash(id);

            assertThat(page.getByText("This picture was moved to the trash")).isVisible();
            assertThat(page.locator(".frame.loaded")).isVisible();
        }
    }

    @Test
    void deletionWithoutAResponseIsRepeatedAndARefusedOneIsShown() {
        String user = newUser();
        List<String> ids = pictures(user, 2);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            page.route("**/images/delete", route -> {
                page.unroute("**/images/delete");
                route.abort();
            });
            tile(page, ids.getFirst()).locator(".picture").focus();
            page.keyboard().press("Delete");
            assertSaid(page, "1 picture moved to the trash");
            assertThat(trashed(user)).containsExactly(ids.getFirst());

            page.route("**/images/delete", route -> route.fulfill(new Route.FulfillOptions().setStatus(403)
                    .setContentType("application/problem+json").setBody("{\"detail\":\"Not today.\"}")));
            tile(page, ids.getLast()).locator(".picture").focus();
            page.keyboard().press("Delete");
            assertSaid(page, "1 picture could not be deleted: Not today.");
            assertThat(tile(page, ids.getLast())).isVisible();
            assertThat(walk("user_id=" + user)).containsExactly(ids.getLast());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void trashHasNoAccessibilityViolations(ColorScheme colours) throws IOException {
        String user = newUser();
        pictures(user, 2).forEach(this::trash);
        for (Screen screen : Screen.values()) {
            try (Visit visit = chromium().inspection(screen, colours)) {
                Page page = visit.page;
                page.navigate(address() + "/?state=trashed&user_id=" + user);
                assertThat(button(page, "Delete these forever")).isVisible();
                page.evaluate(LocalGalleryIT.axe());
                assertThat(LocalGalleryIT.violations(page)).as("the trash").isEmpty();
                page.locator(".picture").first().click();
                assertThat(page.locator(".tile.chosen")).hasCount(1);
                assertThat(LocalGalleryIT.violations(page)).as("a picture chosen").isEmpty();
                button(page, "Delete forever").click();
                assertThat(page.locator("dialog.card[open]")).isVisible();
                assertThat(LocalGalleryIT.violations(page)).as("the question").isEmpty();
            }
        }
    }
}
