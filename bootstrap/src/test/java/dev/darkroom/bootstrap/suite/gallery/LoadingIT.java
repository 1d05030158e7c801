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
    private static final int PICTURES = 150;

    @Test
    void picturesThatAreScrolledPastFastAreNotRequested() {
        String user = newUser();
        for (int i = 0; i < PICTURES; i++) {
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
            page.evaluate("""
                    async () => {
                      const [start, top] = [performance.now(), scrollY];
                      for (let still = 0; still < 3;) {
                        const before = scrollY;
                        // By time, so that a picture is not longer in the window if the machine is slow.
                        scrollTo(0, top + 9 * (performance.now() - start));
                        await new Promise(requestAnimationFrame);
                        still = scrollY === before ? still + 1 : 0;
                      }
                    }""");
            assertThat(page.locator(".tile:not(.loaded)")).hasCount(0);
            assertThat(page.locator(".tile.loaded").last()).isVisible();
            assertThat(requested).hasSizeLessThan(PICTURES * 3 / 4);
            assertThat(visit.errors()).isEmpty();
        }
    }
}
