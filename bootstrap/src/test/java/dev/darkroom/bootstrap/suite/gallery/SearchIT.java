package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The search box and filters by several tags. */
class SearchIT extends LocalGallery {
    private String picture(String user, int seed, String changes) {
        String id = uploaded(user, Photographs.png(60, 40, seed)).path("image_id").asText();
        send(Call.of("PATCH", "/images/" + id).json(changes)).expect(200);
        return id;
    }

    private static Locator box(Page page) {
        return page.getByRole(AriaRole.SEARCHBOX);
    }

    private static List<String> shown(Page page) {
        return page.locator(".tile").all().stream().map(tile -> tile.getAttribute("data-id")).toList();
    }

    @Test
    void wordsAreSearchedWhileTheyAreTypedAndBackReturns() {
        String user = newUser();
        String kite = picture(user, 1, "{\"title\":\"Boat at Café Rosa\",\"tags\":[\"sea\"]}");
        picture(user, 2, "{\"title\":\"Boat\"}");
        picture(user, 3, "{\"title\":\"Moon\"}");
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile")).hasCount(3);
            page.keyboard().press("/");
            assertThat(box(page)).isFocused();
            page.keyboard().type("boat");
            assertThat(page.locator(".tile")).hasCount(2);
            page.keyboard().type(" cafe");
            assertThat(page.locator(".tile")).hasCount(1);
            assertThat(page).hasURL(Pattern.compile(".*[?&]q=boat\\+cafe(&.*)?$"));
            assertThat(shown(page)).containsExactly(kite);

            page.goBack();
            assertThat(page.locator(".tile")).hasCount(3);
            assertThat(box(page)).hasValue("");
            page.goForward();
            assertThat(page.locator(".tile")).hasCount(1);
            assertThat(box(page)).hasValue("boat cafe");
            box(page).fill("nothing");
            assertThat(page.getByText("No picture matches “nothing”")).isVisible();
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void picturesWithAllTagsAreShownAndTagsOfTheServerAreSuggested() {
        String user = newUser();
        String both = picture(user, 1, "{\"tags\":[\"sea\",\"kite\"]}");
        picture(user, 2, "{\"tags\":[\"sea\"]}");
        picture(user, 3, "{\"tags\":[\"moon\"]}");
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user + "&tag=sea&tag=kite");
            assertThat(page.locator(".tile")).hasCount(1);
            assertThat(shown(page)).containsExactly(both);
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("sea + kite")).click();
            // The page has not read a picture with this tag.
            page.getByRole(AriaRole.TEXTBOX, new Page.GetByRoleOptions().setName("Tag")).fill("mo");
            assertThat(page.locator(".choice.first")).hasText("moon");
            page.locator(".menu:popover-open .choice").filter(new Locator.FilterOptions().setHasText("kite")).click();
            assertThat(page).hasURL(address() + "/?user_id=" + user + "&tag=sea");
            assertThat(page.locator(".tile")).hasCount(2);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void boxOfAServerThatCannotSearchIsHidden() {
        String user = newUser();
        picture(user, 1, "{\"title\":\"Kite\"}");
        try (Visit visit = chromium().visit(Screen.PHONE)) {
            Page page = visit.page;
            page.route(Pattern.compile(".*/images\\?.*q=.*"), route -> route.fulfill(new Route.FulfillOptions()
                    .setStatus(422).setContentType("application/problem+json")
                    .setBody("{\"status\":422,\"code\":\"search_unsupported\"}")));
            page.navigate(address() + "/?user_id=" + user + "&q=kite");
            assertThat(page.locator(".toast")).hasText(Pattern.compile("This server can't search.*"));
            assertThat(page.locator(".tile")).hasCount(1);
            assertThat(page).hasURL(address() + "/?user_id=" + user);
            assertThat(box(page)).isHidden();
            page.reload();
            assertThat(page.locator(".tile")).hasCount(1);
            assertThat(box(page)).isHidden();
        }
    }
}
