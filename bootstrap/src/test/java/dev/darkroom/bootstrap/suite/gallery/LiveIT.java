package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page shows what happens elsewhere. */
class LiveIT extends LocalGallery {
    private static final String EVENTS = "**/events";

    private String picture(String user, int seed) {
        return uploaded(user, Photographs.jpeg(60, 40, seed)).path("image_id").asText();
    }

    private void edit(String id, String changes) {
        send(Call.of("PATCH", "/images/" + id).json(changes)).expect(200);
    }

    private void delete(String id) {
        send(Call.delete("/images/" + id)).expect(200);
    }

    /** Opens the page, and waits until it follows the events. */
    private void open(Page page, String query) {
        page.waitForResponse(EVENTS, () -> page.navigate(address() + "/?" + query));
    }

    private static Locator tile(Page page, String id) {
        return page.locator(".tile[data-id='" + id + "']");
    }

    @ParameterizedTest
    @EnumSource
    void uploadsEditsAndDeletionsOfOthersAppear(WebBrowser.Kind browser) {
        String user = newUser();
        String old = picture(user, 1);
        try (WebBrowser started = browser.start(); Visit visit = started.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, "user_id=" + user);
            assertThat(page.locator(".tile.loaded")).hasCount(1);

            String added = picture(user, 2);
            assertThat(page.locator(".tile.loaded")).hasCount(2);
            assertThat(page.locator(".total")).hasText("2 pictures");
            edit(added, "{\"title\":\"Boat\"}");
            assertThat(tile(page, added).locator(".picture")).hasAttribute("aria-label", "Boat");
            delete(old);
            assertThat(tile(page, old)).hasCount(0);
            assertThat(page.locator(".total")).hasText("1 picture");
            assertThat(page.locator(".toast")).hasCount(0);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void onlyPicturesThatMatchTheFiltersAppear() {
        String user = newUser();
        try (Visit visit = chromium().visit(Screen.PHONE)) {
            Page page = visit.page;
            open(page, "tag=sea&user_id=" + user);
            assertThat(page.getByText("No picture passes these filters")).isVisible();

            picture(newUser(), 1);
            String other = picture(user, 2);
            String wanted = picture(user, 3);
            edit(wanted, "{\"tags\":[\"sea\"]}");

            assertThat(tile(page, wanted)).isVisible();
            assertThat(tile(page, other)).hasCount(0);
            assertThat(page.locator(".tile")).hasCount(1);
        }
    }

    @Test
    void picturesThatTheUserLooksAtDoNotMove() {
        String user = newUser();
        List<String> ids = IntStream.range(0, 60).mapToObj(i -> picture(user, i)).toList();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, "user_id=" + user);
            assertThat(page.locator(".total")).hasText("60 pictures");
            page.evaluate("scrollTo(0, 900)");
            String seen = (String) page.waitForFunction("""
                    () => scrollY === 900 && [...document.querySelectorAll('.tile.loaded')]
                        .find(tile => tile.getBoundingClientRect().top > 200)?.dataset.id""").jsonValue();
            double before = tile(page, seen).boundingBox().y;

            IntStream.range(60, 75).forEach(i -> picture(user, i));
            delete(ids.getLast());

            assertThat(page.locator(".total")).hasText("74 pictures");
            // A row contains other pictures afterwards, so that this one may be in the next or the previous row.
            assertThat(tile(page, seen).boundingBox().y).isCloseTo(before, within(260.0));
            assertThat((int) page.evaluate("scrollY")).isGreaterThan(900);
        }
    }

    @Test
    void ownUploadsAreShownOnce(@TempDir Path folder) throws IOException {
        String user = newUser();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, "user_id=" + user);
            GallerySuite.upload(page, user, Files.write(folder.resolve("a.jpg"), Photographs.jpeg(60, 40, 1)),
                    Files.write(folder.resolve("b.jpg"), Photographs.jpeg(60, 40, 2)));
            assertThat(page.locator(".panel h2")).hasText("2 pictures uploaded");
            // The event of the last one comes after those of the own ones.
            picture(user, 3);
            assertThat(page.locator(".tile.loaded")).hasCount(3);

            page.locator(".picture").first().focus();
            page.keyboard().press("Delete");
            assertThat(page.locator(".tile")).hasCount(2);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Undo")).click();
            assertThat(page.locator(".tile")).hasCount(3);
        }
    }

    @Test
    void pageThatWasWithoutAStreamCatchesUp() {
        String user = newUser();
        picture(user, 1);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            List<String> requests = new CopyOnWriteArrayList<>();
            page.onRequest(request -> requests.add(request.url()));
            page.route(EVENTS, route -> {
                // Between the list and the first stream.
                if (requests.stream().filter(url -> url.endsWith("/events")).count() == 1) {
                    picture(user, 2);
                    route.abort();
                } else {
                    route.resume();
                }
            });
            page.navigate(address() + "/?user_id=" + user);

            assertThat(page.locator(".tile.loaded")).hasCount(2);
            assertThat(page.locator(".toast")).hasCount(0);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void openPictureThatIsDeletedStaysUntilTheUserGoesOn() {
        String user = newUser();
        String left = picture(user, 1);
        String gone = picture(user, 2);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, "user_id=" + user);
            tile(page, gone).locator(".picture").click();
            assertThat(page.locator(".frame.loaded")).isVisible();

            delete(gone);

            assertThat(page.getByText("This picture was deleted")).isVisible();
            assertThat(page.locator(".frame.loaded")).isVisible();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Next picture")).click();
            assertThat(page).hasURL(address() + "/?user_id=" + user + "&image=" + left);
            assertThat(visit.errors()).isEmpty();
        }
    }
}
