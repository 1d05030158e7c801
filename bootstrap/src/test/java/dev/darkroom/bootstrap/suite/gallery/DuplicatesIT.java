package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Kind;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gallery asks before it uploads files that the server has already. */
class DuplicatesIT extends LocalGallery {
    /** The name of each dropped file is its position. */
    private static final String DROP =
            """
                    files => {
                      const transfer = new DataTransfer();
                      files.forEach((base64, i) => transfer.items.add(
                          new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], `${i}.jpg`, { type: 'image/jpeg' })));
                      for (const type of ['dragenter', 'drop']) {
                        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
                      }
                    }""";

    private static List<byte[]> photographs(int number) {
        return IntStream.range(0, number).mapToObj(i -> Photographs.jpeg(60 + i, 40, i)).toList();
    }

    private List<String> uploadedAll(String user, List<byte[]> pictures) {
        return pictures.stream().map(picture -> uploaded(user, picture).path("image_id").asText()).toList();
    }

    /** Opens the page of a user, who has entered the name before. */
    private void open(Page page, String user) {
        page.navigate(address() + "/");
        page.evaluate("user => localStorage.setItem('darkroom.user', user)", user);
        page.navigate(address() + "/?user_id=" + user);
        assertThat(button(page, "Upload")).isVisible();
    }

    private static void drop(Page page, List<byte[]> pictures) {
        page.evaluate(DROP, pictures.stream().map(Base64.getEncoder()::encodeToString).toList());
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void assertTitle(Page page, String text) {
        assertThat(page.locator(".panel h2")).hasText(text);
    }

    @ParameterizedTest
    @EnumSource
    void filesThatExistAreSkippedAndTheOthersDoNotWait(Kind browser) {
        for (Screen screen : Screen.values()) {
            String user = newUser();
            List<byte[]> pictures = photographs(5);
            List<String> known = uploadedAll(user, pictures.subList(0, 3));
            try (WebBrowser started = browser.start(); Visit visit = started.visit(screen)) {
                Page page = visit.page;
                open(page, user);
                drop(page, pictures);

                assertThat(page.locator(".question")).containsText("3 are already here");
                assertTitle(page, "2 pictures uploaded");
                assertThat(page.locator(".tile")).hasCount(5);
                assertThat(page.locator(".uploads .existing .upload-name")).hasText(
                        new String[]{"0.jpg", "1.jpg", "2.jpg"});
                button(page, "Open 1.jpg").click();
                assertThat(page).hasURL(address() + "/?user_id=" + user + "&image=" + known.get(1));
                assertThat(page.locator(".frame.loaded")).isVisible();
                page.keyboard().press("Escape");

                button(page, "Skip").click();
                assertTitle(page, "2 pictures uploaded, 3 skipped");
                assertThat(page.locator(".question")).isHidden();
                assertThat(page.locator(".uploads .skipped")).hasCount(3);
                assertThat(walk("user_id=" + user)).hasSize(5);
                button(page, "Close").click();
                assertThat(page.locator(".panel")).isHidden();
                assertThat(visit.errors()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesThatExistCanBeUploadedAnyway(Kind browser) {
        String user = newUser();
        List<byte[]> pictures = photographs(3);
        uploadedAll(user, pictures.subList(0, 2));
        try (WebBrowser started = browser.start(); Visit visit = started.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, user);
            drop(page, pictures);
            assertThat(page.locator(".question")).containsText("2 are already here");
            button(page, "Cancel 0.jpg").click();
            assertThat(page.locator(".question")).containsText("1 is already here");

            button(page, "Upload anyway").click();
            assertTitle(page, "2 pictures uploaded");
            assertThat(page.locator(".tile")).hasCount(4);
            assertThat(walk("user_id=" + user)).hasSize(4);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void fileThatIsChosenTwiceIsStoredOnce() {
        String user = newUser();
        byte[] picture = photographs(1).getFirst();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, user);
            drop(page, List.of(picture, picture));

            assertTitle(page, "2 pictures uploaded");
            assertThat(page.locator(".tile")).hasCount(1);
            assertThat(walk("user_id=" + user)).hasSize(1);
        }
    }

    @Test
    void picturesOfOthersDoNotCount() {
        String user = newUser();
        List<byte[]> pictures = photographs(2);
        uploadedAll(newUser(), pictures);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, user);
            drop(page, pictures);

            assertTitle(page, "2 pictures uploaded");
            assertThat(page.locator(".question")).isHidden();
            assertThat(walk("user_id=" + user)).hasSize(2);
        }
    }

    @Test
    void largeFileIsAskedAbout(@TempDir Path folder) throws IOException {
        String user = newUser();
        Path large = Files.write(folder.resolve("large.jpg"), Photographs.jpegOf(6_000_000));
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            open(page, user);
            choose(page, large);
            assertTitle(page, "1 picture uploaded");
            button(page, "Close").click();
            choose(page, large);

            assertThat(page.locator(".question")).containsText("1 is already here");
            assertTitle(page, "Nothing uploaded yet");
            button(page, "Upload anyway").click();
            assertTitle(page, "1 picture uploaded");
            assertThat(walk("user_id=" + user)).hasSize(2);
        }
    }

    private static void choose(Page page, Path file) {
        FileChooser chooser = page.waitForFileChooser(() -> button(page, "Upload").click());
        chooser.setFiles(file);
    }

    @Test
    void withoutAnAnswerAndWithoutDigestsEverythingIsSent() {
        String user = newUser();
        List<byte[]> pictures = photographs(2);
        uploadedAll(user, pictures);
        List<String> asked = new CopyOnWriteArrayList<>();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.route("**/images/exists", route -> {
                asked.add(route.request().url());
                route.fulfill(new Route.FulfillOptions().setStatus(404));
            });
            open(page, user);
            drop(page, pictures.subList(0, 1));
            assertTitle(page, "1 picture uploaded");
            assertThat(asked).hasSize(1);

            // As on a page without HTTPS.
            page.evaluate("() => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })");
            drop(page, pictures.subList(1, 2));
            assertTitle(page, "2 pictures uploaded");
            assertThat(asked).hasSize(1);
            assertThat(walk("user_id=" + user)).hasSize(4);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void withoutAWorkerEverythingIsSent() {
        String user = newUser();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.route("**/gallery/hash.js", Route::abort);
            open(page, user);
            drop(page, photographs(3));

            assertTitle(page, "3 pictures uploaded");
            assertThat(walk("user_id=" + user)).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void questionHasNoAccessibilityViolations(ColorScheme colours) throws IOException {
        String user = newUser();
        List<byte[]> pictures = photographs(2);
        uploadedAll(user, pictures);
        for (Screen screen : Screen.values()) {
            try (Visit visit = chromium().inspection(screen, colours)) {
                Page page = visit.page;
                open(page, user);
                drop(page, pictures);
                assertThat(page.locator(".question")).containsText("2 are already here");
                page.evaluate(LocalGalleryIT.axe());
                assertThat(LocalGalleryIT.violations(page)).as("the question").isEmpty();
                button(page, "Skip").click();
                assertTitle(page, "2 skipped");
                assertThat(LocalGalleryIT.violations(page)).as("skipped files").isEmpty();
            }
        }
    }
}
