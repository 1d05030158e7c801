package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.Steps;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Kind;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A large upload in the gallery continues after the page was loaded again, after a network outage and after a restart of the server. */
@FullTier
class ResumedUploadsIT implements Steps {
    private static final int LARGE = 9_000_000;

    @TempDir
    private Path folder;

    private Application application;
    private int port;
    /** The offsets of all requests with bytes. */
    private final List<Integer> offsets = new ArrayList<>();

    @BeforeEach
    void start() {
        application = Application.start(
                Configuration.from(Map.of("PORT", Integer.toString(port), "DARKROOM_DATA_DIR",
                        folder.resolve("data").toString())),
                "test", InstantSource.system());
        port = application.port();
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public Set<String> objectKeys() {
        throw new UnsupportedOperationException();
    }

    @ParameterizedTest
    @EnumSource
    void aLargeUploadContinues(Kind kind) throws Exception {
        String user = newUser();
        byte[] picture = Photographs.jpegOf(LARGE);
        Path file = Files.write(folder.resolve("large.jpg"), picture);
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            cutAfterTheFirstPart(page);
            GallerySuite.upload(page, user, file);
            assertThat(page.locator(".toast")).containsText("can't be reached");
            assertThat(page.locator(".uploads [role=progressbar]")).hasAttribute("aria-valuenow", "11");

            // The page asks before it is left during an upload.
            page.onDialog(dialog -> dialog.accept());
            page.unrouteAll();
            page.navigate(address() + "/?user_id=" + user + "&order=asc");
            restartBeforeTheSecondPart(page);
            FileChooser chooser = page.waitForFileChooser(() -> page.getByRole(
                    AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Upload").setExact(true)).click());
            chooser.setFiles(file);

            // The page asks for a server that is away with growing delays.
            assertThat(page.locator(".panel h2")).hasText("1 picture uploaded",
                    new LocatorAssertions.HasTextOptions().setTimeout(60_000));
            assertThat(page.locator(".tile.loaded")).hasCount(1);
            assertThat(offsets.getFirst()).isZero();
            assertThat(offsets.subList(1, offsets.size())).doesNotContain(0).isSorted();
            String id = walk("user_id=" + user).getFirst();
            assertThat(view(id).expect(200).json().path("width").asInt()).isEqualTo(64);
            assertThat(page.evaluate("() => localStorage.getItem('darkroom.uploads')")).isEqualTo("{}");
            assertThat(visit.errors()).isEmpty();
        }
    }

    private static boolean hasBytes(Request request) {
        return request.method().equals("PATCH");
    }

    private void cutAfterTheFirstPart(Page page) {
        page.route("**/*", route -> {
            if (hasBytes(route.request())) {
                offsets.add(offset(route.request()));
            }
            if (offsets.size() > 1) {
                route.abort();
            } else {
                route.resume();
            }
        });
    }

    private void restartBeforeTheSecondPart(Page page) {
        offsets.removeLast();
        int before = offsets.size();
        page.route("**/upload/resumable/*", route -> {
            if (hasBytes(route.request())) {
                offsets.add(offset(route.request()));
                if (offsets.size() == before + 2) {
                    stop();
                    start();
                    route.abort();
                    return;
                }
            }
            route.resume();
        });
    }

    private static int offset(Request request) {
        return Integer.parseInt(Objects.requireNonNull(request.headerValue("upload-offset")));
    }
}
