package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Kind;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Selecting with a rectangle that the mouse draws. */
class MarqueeIT extends LocalGallery {
    private static void drag(Page page, BoundingBox from, BoundingBox to) {
        page.mouse().move(from.x + from.width / 2, from.y + from.height / 2);
        page.mouse().down();
        page.mouse().move(to.x + to.width / 2, to.y + to.height / 2, new Mouse.MoveOptions().setSteps(5));
    }

    @ParameterizedTest
    @EnumSource
    void picturesInTheRectangleAreSelectedAndEscapeCancels(Kind kind) {
        String user = newUser();
        for (int i = 0; i < 8; i++) {
            uploaded(user, Photographs.png(60, 40, i));
        }
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile")).hasCount(8);
            // The rest of the page is loaded after the pictures.
            assertThat(page.locator(".account")).isVisible();
            Locator number = page.locator(".selection b");
            Locator chosen = page.locator(".tile.chosen");
            BoundingBox second = page.locator(".tile").nth(1).boundingBox();
            BoundingBox third = page.locator(".tile").nth(2).boundingBox();
            BoundingBox fifth = page.locator(".tile").nth(4).boundingBox();

            drag(page, second, third);
            assertThat(page.locator(".marquee")).isVisible();
            assertThat(chosen).hasCount(2);
            page.mouse().up();
            assertThat(page.locator(".marquee")).isHidden();
            assertThat(number).hasText("2 selected");

            // The next rectangle adds to the selection, until Escape.
            drag(page, third, fifth);
            assertThat(chosen).not().hasCount(2);
            page.keyboard().press("Escape");
            assertThat(page.locator(".marquee")).isHidden();
            assertThat(number).hasText("2 selected");
            page.mouse().up();
            assertThat(number).hasText("2 selected");

            // A click still selects, and without a selection opens.
            page.locator(".picture").first().click();
            assertThat(number).hasText("3 selected");
            page.keyboard().press("Escape");
            assertThat(chosen).hasCount(0);
            page.locator(".picture").first().click();
            assertThat(page.locator(".viewer[open]")).isVisible();
            assertThat(visit.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void rectangleAtTheEdgeOfTheWindowScrolls(Kind kind) {
        String user = newUser();
        for (int i = 0; i < 40; i++) {
            uploaded(user, Photographs.png(60, 40, i));
        }
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile.loaded").first()).isVisible();
            assertThat(page.locator(".account")).isVisible();
            page.mouse().move(20, 300);
            page.mouse().down();
            page.mouse().move(1200, 400);
            page.mouse().move(1200, 799);
            assertThat(page.locator(".selection b")).hasText("40 selected");
            page.mouse().up();
            assertThat((int) page.evaluate("() => Math.round(scrollY)")).isPositive();
            assertThat(visit.errors()).isEmpty();
        }
    }
}
