package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.Steps;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** When the pictures of the grid are requested. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadingIT implements Steps {
    private static final int PICTURES = 150;

    private @Nullable WebBrowser chromium;
    private Application application;

    @BeforeAll
    void start(@TempDir Path folder) {
        chromium = WebBrowser.chromium();
        application = Application.start(
                Configuration.from(Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.toString())), "test",
                InstantSource.system());
    }

    @AfterAll
    void stop() {
        if (chromium != null) {
            chromium.close();
            application.close();
        }
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        throw new UnsupportedOperationException();
    }

    @Test
    void picturesThatAreScrolledPastFastAreNotRequested() {
        String user = newUser();
        for (int i = 0; i < PICTURES; i++) {
            uploaded(user, Photographs.png(6, 8, i));
        }
        try (Visit visit = requireNonNull(chromium).visit(Screen.DESKTOP)) {
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
                      for (let still = 0; still < 3;) {
                        const before = scrollY;
                        scrollBy(0, 150);
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
