package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitUntilState;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Kind;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the first pictures wait for. */
class FirstPaintIT extends LocalGallery {
    private static final String LIST = "**/images?sort=taken_at&limit=100";

    @ParameterizedTest
    @EnumSource
    void listIsRequestedOnceWhileTheModulesAreLoaded(Kind kind) {
        uploaded(newUser(), Photographs.png(60, 40, 1));
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            List<String> lists = new CopyOnWriteArrayList<>();
            CompletableFuture<Route> module = new CompletableFuture<>();
            page.onRequest(request -> {
                // The page asks for the newest pictures again when it has begun to follow the events.
                if (request.url().contains("/images?") && !request.url().endsWith("/images?limit=20")) {
                    lists.add(request.url());
                }
            });
            page.route("**/gallery/grid.js", module::complete);
            page.waitForRequest(LIST, () -> page.navigate(address() + "/",
                    new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT)));
            page.waitForCondition(module::isDone);
            module.join().resume();
            assertThat(page.locator(".tile.loaded").first()).isVisible();
            assertThat(page.locator(".account")).isVisible();
            assertThat(lists).hasSize(1);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void picturesDoNotWaitForTheRestOfThePageAndAClickIsNotLost(Kind kind) {
        uploaded(newUser(), Photographs.png(60, 40, 2));
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.PHONE)) {
            Page page = visit.page;
            CompletableFuture<Route> rest = new CompletableFuture<>();
            page.route("**/gallery/app.js", rest::complete);
            page.navigate(address() + "/",
                    new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
            assertThat(page.locator(".tile.loaded").first()).isVisible();
            double top = page.locator(".tile").first().boundingBox().y;
            assertThat(page.locator(".account")).hasCount(0);
            page.locator(".picture").first().click();
            page.waitForCondition(rest::isDone);
            rest.join().resume();
            assertThat(page.locator(".viewer[open] .frame.loaded")).isVisible();
            assertThat(page.locator(".tile").first().boundingBox().y).isEqualTo(top);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void largestPicturesDoNotShareTheConnectionWithTheOthers(Kind kind) {
        String user = newUser();
        List<String> ids = new ArrayList<>();
        for (int width : List.of(20, 120, 21, 100, 22)) {
            ids.add(uploaded(user, Photographs.png(width, 40, width)).path("image_id").asText());
        }
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            List<Route> held = new CopyOnWriteArrayList<>();
            List<String> requested = new CopyOnWriteArrayList<>();
            page.route("**/content?**", route -> {
                requested.add(route.request().url().replaceAll(".*/images/|/content.*", ""));
                if (requested.size() <= 2) {
                    held.add(route);
                } else {
                    route.resume();
                }
            });
            page.navigate(address() + "/?user_id=" + user,
                    new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
            page.waitForCondition(() -> held.size() == 2);
            assertThat(page.locator(".day h2")).hasCount(1);
            assertThat(requested).containsExactly(ids.get(1), ids.get(3));
            held.forEach(Route::resume);
            assertThat(page.locator(".tile.loaded")).hasCount(5);
            assertThat(visit.errors()).isEmpty();
        }
    }
}
