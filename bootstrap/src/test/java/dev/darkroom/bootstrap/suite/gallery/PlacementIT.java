package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where menus, toasts and the upload panel are in the window, and the page for a wrong address. */
class PlacementIT extends LocalGallery {
    @Test
    void menusStayInsideAWindowOfAnySize() {
        String user = newUser();
        uploaded(user, Photographs.jpeg(60, 40, 1));
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile")).hasCount(1);
            Locator buttons = page.locator(".top [aria-haspopup]:visible");
            assertThat(buttons).hasCount(7);
            for (int i = 0; i < 7; i++) {
                page.setViewportSize(1280, 400);
                buttons.nth(i).click();
                for (int width : List.of(1280, 700, 320, 600)) {
                    page.setViewportSize(width, 400);
                    assertThat(page.locator(".menu:popover-open")).hasCount(1);
                    page.waitForCondition(() -> isInside(page));
                }
                page.keyboard().press("Escape");
            }
        }
    }

    @Test
    void menuOfAButtonInAnyCornerStaysInsideTheWindow() {
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + newUser());
            page.setViewportSize(620, 480);
            Locator account = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("You and settings"));
            for (String corner : List.of("0 auto auto 0", "0 0 auto auto", "auto 0 0 auto", "auto auto 0 0")) {
                account.evaluate(
                        "(button, inset) => Object.assign(button.style, { position: 'fixed', inset, zIndex: 9 })",
                        corner);
                // The bar would be the containing block of the button.
                page.evaluate("() => document.querySelector('.top').style.backdropFilter = 'none'");
                account.click();
                page.waitForCondition(() -> isInside(page));
                page.keyboard().press("Escape");
            }
        }
    }

    /** Whether the open menu is inside the window, without its scroll bar. */
    private static boolean isInside(Page page) {
        return (boolean) page.evaluate(
                """
                        () => {
                          const { left, top, right, bottom } = document.querySelector('.menu:popover-open').getBoundingClientRect();
                          const { clientWidth, clientHeight } = document.documentElement;
                          return left >= 0 && top >= 0 && right <= clientWidth && bottom <= clientHeight;
                        }""");
    }

    @ParameterizedTest
    @EnumSource(Screen.class)
    void toastsAndTheUploadPanelDoNotCoverEachOther(Screen screen, @TempDir Path folder) throws IOException {
        String user = newUser();
        for (int i = 0; i < 3; i++) {
            uploaded(user, Photographs.jpeg(60, 40, i));
        }
        try (Visit visit = chromium().visit(screen)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            GallerySuite.upload(page, user, Files.writeString(folder.resolve("notes.txt"), "Not a picture"));
            Locator panel = page.locator(".panel");
            assertThat(panel.locator("h2")).hasText("0 uploaded, 1 not");
            for (int toasts = 1; toasts <= 3; toasts++) {
                page.locator(".picture").first().focus();
                page.keyboard().press("Delete");
                assertThat(page.locator(".toast")).hasCount(toasts);
            }
            for (int height : List.of(844, 480)) {
                page.setViewportSize(screen == Screen.PHONE ? 390 : 1280, height);
                BoundingBox covered = panel.boundingBox();
                for (Locator toast : page.locator(".toast").all()) {
                    BoundingBox box = toast.boundingBox();
                    assertThat(box.x >= 0 && box.y >= 0).as("in the window").isTrue();
                    assertThat(box.x + box.width <= covered.x || box.y + box.height <= covered.y)
                            .as("beside or above the panel").isTrue();
                }
            }
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Undo")).last().click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Close")).click();
            assertThat(panel).isHidden();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void wrongAddressShowsAPageThatLeadsToTheGallery(ColorScheme colours) throws IOException {
        try (Visit visit = chromium().inspection(Screen.PHONE, colours)) {
            Page page = visit.page;
            page.navigate(address() + "/some/where");
            assertThat(page.getByRole(AriaRole.HEADING)).hasText("There is nothing here");
            page.evaluate(LocalGalleryIT.axe());
            assertThat(LocalGalleryIT.violations(page)).isEmpty();
        }
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            visit.page.navigate(address() + "/some/where");
            visit.page.getByText("All pictures").click();
            assertThat(visit.page).hasTitle("Darkroom");
            assertThat(visit.errors()).isEmpty();
        }
    }
}
