package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** When the pictures of the grid are requested. */
class LoadingIT extends LocalGallery {
    private static final int PICTURES = 240;

    @Test
    void picturesThatAreScrolledPastFastAreNotRequested() {
        String user = newUser();
        String first = uploaded(user, Photographs.png(6, 8, 0)).path("image_id").asText();
        for (int i = 1; i < PICTURES; i++) {
            uploaded(user, Photographs.png(6, 8, i));
        }
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            Set<String> requested = ConcurrentHashMap.newKeySet();
            page.onRequest(request -> {
                if (request.url().contains("/content")) {
                    requested.add(request.url().replaceAll(".*/images/|/content.*", ""));
                }
            });
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile.loaded").first()).isVisible();

            // The page's own time, so that the user scrolls fast however slow the machine is.
            page.clock().pauseAt(System.currentTimeMillis() + 60_000);
            while (page.locator(".tile[data-id='" + first + "']").count() == 0) {
                Object isScrolled = page.evaluate("""
                        () => new Promise(done => {
                          const before = scrollY;
                          addEventListener('scroll', () => done(true), { once: true });
                          scrollBy(0, 300);
                          if (scrollY === before) done(false);
                        })""");
                // No time passes while the page waits for the rest of the list.
                page.clock().runFor(Boolean.TRUE.equals(isScrolled) ? 30 : 0);
            }
            page.clock().resume();

            assertThat(page.locator(".tile:not(.loaded)")).hasCount(0);
            assertThat(page.locator(".tile[data-id='" + first + "'].loaded")).isVisible();
            assertThat(requested).hasSizeLessThan(PICTURES * 3 / 4);
            assertThat(visit.errors()).isEmpty();
        }
    }
}
