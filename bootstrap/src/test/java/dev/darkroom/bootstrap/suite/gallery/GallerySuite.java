package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.FileChooser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.Steps;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of the gallery page in a real browser, for every storage. */
interface GallerySuite extends Steps {
    WebBrowser chromium();

    @ParameterizedTest
    @EnumSource(Screen.class)
    default void visitorUploadsFindsEditsAndDeletesPictures(Screen screen, @TempDir Path folder) throws IOException {
        String user = newUser();
        try (Visit visit = chromium().visit(screen)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.getByText("No picture passes these filters")).isVisible();

            upload(page, user, pictures(folder));
            assertThat(page.locator(".panel h2")).hasText("2 uploaded, 1 not");
            assertThat(page.locator(".uploads .failed")).containsText("not a picture of an accepted type");
            assertThat(page.locator(".tile.loaded")).hasCount(2);
            assertAspectRatio(page.locator(".tile").filter(has(page, "kite.jpg")), 1280.0 / 800);
            page.getByRole(AriaRole.BUTTON, named("Close")).click();

            JsonNode edited = edit(page, screen);
            assertThat(edited.path("title").asText()).isEqualTo("Kite over the bay");
            assertThat(edited.path("tags").toString()).isEqualTo("[\"sea\"]");

            filterByTag(page);
            removeAndUndo(page, user);
            assertThat(visit.errors()).isEmpty();
        }
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    private static Locator.FilterOptions has(Page page, String name) {
        return new Locator.FilterOptions().setHas(page.locator(".picture[aria-label='" + name + "']"));
    }

    private static Path[] pictures(Path folder) throws IOException {
        return new Path[]{
            Path.of("../docs/images/kite.jpg"),
            Files.write(folder.resolve("tall.png"), Photographs.png(200, 300, 1)),
            Files.writeString(folder.resolve("notes.txt"), "Not a picture")};
    }

    /** Selects files to upload, and enters their user once. */
    static void upload(Page page, String user, Path... files) {
        FileChooser chooser = page.waitForFileChooser(() -> page.getByRole(AriaRole.BUTTON, named("Upload")).click());
        chooser.setFiles(files);
        page.getByLabel("Name").fill(user);
        page.getByRole(AriaRole.BUTTON, named("Continue")).click();
    }

    private static void assertAspectRatio(Locator tile, double ratio) {
        BoundingBox box = tile.boundingBox();
        assertThat(box.width / box.height).isCloseTo(ratio, within(0.02));
    }

    private JsonNode edit(Page page, Screen screen) {
        page.locator(".picture[aria-label='kite.jpg']").click();
        assertThat(page.locator(".frame.loaded")).isVisible();
        if (screen.hasTouch()) {
            page.getByRole(AriaRole.BUTTON, named("Details")).click();
        } else {
            page.keyboard().press("i");
        }
        page.getByLabel("Title").fill("Kite over the bay");
        page.keyboard().press("Enter");
        assertThat(page.locator(".viewer-title")).hasText("Kite over the bay");
        page.getByLabel("Add a tag").fill("Sea");
        page.keyboard().press("Enter");
        assertThat(page.locator(".chip")).hasText("sea");
        String id = page.url().replaceFirst(".*image=", "");
        page.getByRole(AriaRole.BUTTON, named("Back to all pictures")).click();
        assertThat(page.locator(".picture[aria-label='Kite over the bay']")).isFocused();
        return view(id).expect(200).json();
    }

    private static void filterByTag(Page page) {
        page.getByRole(AriaRole.BUTTON, named("Tag")).click();
        page.locator(".choice").filter(new Locator.FilterOptions().setHasText("sea")).click();
        assertThat(page).hasURL(Pattern.compile(".*[?&]tag=sea.*"));
        assertThat(page.locator(".tile")).hasCount(1);
        page.goBack();
        assertThat(page.locator(".tile")).hasCount(2);
    }

    private void removeAndUndo(Page page, String user) {
        page.locator(".picture[aria-label='tall.png']").focus();
        page.keyboard().press("Delete");
        assertThat(page.locator(".tile")).hasCount(1);
        page.getByRole(AriaRole.BUTTON, named("Undo")).click();
        assertThat(page.locator(".tile")).hasCount(2);
        assertThat(walk("user_id=" + user)).hasSize(2);

        page.locator(".picture[aria-label='tall.png']").focus();
        page.keyboard().press("Delete");
        page.waitForResponse("**/images/delete", () -> page.getByRole(AriaRole.BUTTON, named("Dismiss")).click());
        assertThat(page.locator(".tile")).hasCount(1);
        assertThat(walk("user_id=" + user)).hasSize(1);
    }
}
