package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.Steps;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Kind;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Opens every menu and dialog of the gallery and uses every entry, in each browser. The page itself says which there are, so that a control
 * without a test fails.
 */
@FullTier
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlsIT implements Steps {
    /** Records a file dialog instead of opening it, and has no clipboard. */
    private static final String RECORDER =
            """
                    HTMLInputElement.prototype.click = function() {
                      (window.choosers ??= []).push([this.accept !== '', this.multiple, this.webkitdirectory, this.getAttribute('capture') ?? ''].join());
                    };
                    HTMLAnchorElement.prototype.click = function() { (window.downloads ??= []).push(this.href); };
                    Object.defineProperty(navigator, 'clipboard', { value: undefined });
                    """;

    private static final String NAMES =
            """
                    container => [...container.querySelectorAll('button, a[href], input, textarea, select, summary')]
                      .filter(each => each.checkVisibility())
                      .map(each => (each.getAttribute('aria-label') ?? each.labels?.[0]?.textContent ?? each.textContent).trim())""";

    private Application application;

    @BeforeAll
    void start(@TempDir Path folder) {
        application = Application.start(
                Configuration
                        .from(Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.toString(), "DARKROOM_TRASH_DAYS", "30")),
                "test",
                InstantSource.system());
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        throw new UnsupportedOperationException();
    }

    /** Uses an open entry and asserts its effect. */
    private record Entry(String name, Consumer<Page> use) {}

    /** An entry that changes the query of the page. */
    private static Entry filter(String name, String query) {
        return new Entry(name, page -> {
            entry(page, name).click();
            assertThat(page).hasURL(Pattern.compile(".*[?&]" + query + "(&.*)?$"));
            assertThat(menu(page)).hasCount(0);
        });
    }

    /** An entry that removes a filter. */
    private static Entry noFilter(String name, String parameter) {
        return new Entry(name, page -> {
            entry(page, name).click();
            assertThat(page).hasURL(Pattern.compile("^(?!.*[?&]" + parameter + "=).*$"));
            assertThat(menu(page)).hasCount(0);
        });
    }

    /** A field that changes the query of the page. */
    private static Entry field(String name, String text, String query) {
        return new Entry(name, page -> {
            menu(page).getByLabel(name).fill(text);
            page.keyboard().press("Enter");
            assertThat(page).hasURL(Pattern.compile(".*[?&]" + query + "(&.*)?$"));
        });
    }

    /** An entry that opens a file dialog. */
    private static Entry chooser(String name, String input) {
        return new Entry(name, page -> {
            entry(page, name).click();
            assertThat(page.evaluate("() => window.choosers.pop()")).isEqualTo(input);
        });
    }

    private static Entry theme(String name, String theme) {
        return new Entry(name, page -> {
            entry(page, name).click();
            assertThat(page.evaluate("() => document.documentElement.dataset.theme ?? ''")).isEqualTo(theme);
        });
    }

    private static Entry link(String name) {
        return link(name, "http://127.0.0.1.*");
    }

    /** An entry that offers a text, because there is no clipboard. */
    private static Entry link(String name, String text) {
        return new Entry(name, page -> {
            entry(page, name).click();
            Locator dialog = page.locator("dialog.card[open]");
            assertThat(names(dialog)).containsExactly("Link", "Done");
            assertThat(dialog.getByLabel("Link")).hasValue(Pattern.compile(text));
            dialog.getByText("Done").click();
            assertThat(dialog).hasCount(0);
        });
    }

    /** An entry that changes the selected picture. Undoing it prepares the next entry. */
    private static Entry bulk(String name, Consumer<Page> use, String done) {
        return new Entry(name, page -> {
            use.accept(page);
            assertThat(page.locator(".toast").last()).containsText("1 picture " + done);
            if (button(page, "Undo").isVisible()) {
                button(page, "Undo").click();
                assertThat(page.locator(".toast").last()).containsText("Undone for 1 picture");
            }
        });
    }

    /** The entries of each menu by the name of its button. */
    private static Map<String, List<Entry>> menus(String user) {
        Map<String, List<Entry>> menus = new LinkedHashMap<>();
        menus.put("Person", List.of(field("Name of a person", "nobody", "user_id=nobody"),
                noFilter("Anybody", "user_id"), filter(user, "user_id=" + user)));
        menus.put("Tag",
                List.of(field("Tag", "moon", "tag=moon"), noFilter("Any tag", "tag"), noFilter("sea", "tag")));
        menus.put("Date", List.of(noFilter("Any day", "from"), filter("Today", "from=[-0-9]{10}"),
                filter("Last 7 days", "from=[-0-9]{10}"), filter("Last 30 days", "from=[-0-9]{10}"),
                field("From", "2026-01-02", "from=2026-01-02"), field("To", "2026-01-03", "to=2026-01-03")));
        menus.put("Type", Stream.concat(Stream.of(noFilter("Any type", "content_type")),
                Stream.of("JPEG", "PNG", "GIF", "WebP", "AVIF", "HEIC")
                        .map(type -> filter(type, "content_type=image%2F" + type.toLowerCase(Locale.ROOT))))
                .toList());
        menus.put("Visibility", List.of(noFilter("Private and public", "visibility"),
                filter("Only private", "visibility=private"), filter("Only public", "visibility=public")));
        menus.put("Ways to upload", List.of(chooser("Pictures…", "true,true,false,"),
                chooser("A folder…", "false,true,true,"),
                chooser("Take a photograph", "true,false,false,environment")));
        menus.put("You and settings", List.of(
                new Entry("Change the name", ControlsIT::changeName),
                filter("Trash", "state=trashed"),
                theme("Same as the device", ""), theme("Light", "light"), theme("Dark", "dark"),
                new Entry("Keyboard shortcuts", page -> {
                    entry(page, "Keyboard shortcuts").click();
                    useShortcuts(page);
                }),
                new Entry("API reference", page -> {
                    entry(page, "API reference").click();
                    assertThat(page).hasURL(Pattern.compile(".*/docs.*"));
                })));
        menus.put("Add tags", List.of(
                bulk("Tags, separated by commas", page -> {
                    menu(page).getByRole(AriaRole.TEXTBOX).fill("moon");
                    page.keyboard().press("Enter");
                }, "tagged moon"),
                bulk("sea", page -> entry(page, "sea").click(), "tagged sea"),
                bulk("Add", page -> {
                    menu(page).getByRole(AriaRole.TEXTBOX).fill("sun");
                    entry(page, "Add").click();
                }, "tagged sun")));
        menus.put("Remove tags", List.of(
                bulk("Tags, separated by commas", page -> {
                    menu(page).getByRole(AriaRole.TEXTBOX).fill("sea");
                    page.keyboard().press("Enter");
                }, "without sea now"),
                bulk("sea", page -> entry(page, "sea").click(), "without sea now"),
                bulk("Remove", page -> {
                    menu(page).getByRole(AriaRole.TEXTBOX).fill("sun");
                    entry(page, "Remove").click();
                }, "without sun now")));
        menus.put("Who can see them", List.of(
                bulk("Everybody", page -> entry(page, "Everybody").click(), "public now"),
                bulk("Only their owner", page -> entry(page, "Only their owner").click(), "private now")));
        menus.put("Copy a link", List.of(link("1 hour"), link("1 day"), link("7 days"),
                link("URL", "http://127\\.0\\.0\\.1:\\d+/images/[-0-9a-f]{36}/content\\?rendition=large"),
                link("Markdown", "!\\[[^\\]]+]\\(http://127\\.0\\.0\\.1:\\d+/images/.*/content\\?rendition=large\\)"),
                link("HTML", "<img src=\"http://[^\"]+rendition=large\" srcset=\"http://[^\"]+rendition=small 320w,"
                        + " http://[^\"]+rendition=medium 640w, http://[^\"]+rendition=large 900w\""
                        + " sizes=\"\\(max-width: 900px\\) 100vw, 900px\" width=\"900\" height=\"600\" alt=\"[^\"]+\">")));
        return menus;
    }

    private static void useShortcuts(Page page) {
        Locator dialog = page.locator("dialog.card[open]");
        assertThat(names(dialog)).containsExactly("Done");
        dialog.getByText("Done").click();
        assertThat(dialog).hasCount(0);
        page.keyboard().press("?");
        assertThat(dialog).hasCount(1);
        page.keyboard().press("Escape");
        assertThat(dialog).hasCount(0);
    }

    private static void changeName(Page page) {
        entry(page, "Change the name").click();
        Locator dialog = page.locator("dialog.card[open]");
        assertThat(names(dialog)).containsExactly("Name", "Cancel", "Continue");
        dialog.getByText("Cancel").click();
        assertThat(dialog).hasCount(0);
        page.locator(".account").click();
        entry(page, "Change the name").click();
        dialog.getByLabel("Name").fill("bob");
        dialog.getByText("Continue").click();
        assertThat(dialog).hasCount(0);
        assertThat(page.locator(".account")).hasText("B");
    }

    private static Locator menu(Page page) {
        return page.locator(".menu:popover-open");
    }

    private static Locator entry(Page page, String name) {
        return menu(page).locator("button, a").filter(new Locator.FilterOptions()
                .setHasText(Pattern.compile("^" + Pattern.quote(name).replace("\\Q", "").replace("\\E", "") + "$")));
    }

    private static List<String> names(Locator container) {
        return ((List<?>) container.evaluate(NAMES)).stream().map(String::valueOf).toList();
    }

    @ParameterizedTest
    @EnumSource
    void pictureThatIsClickedBeforeTheControlsAreLoadedOpensWhenTheServerAnswers(Kind kind) {
        String user = newUser();
        uploaded(user, Photographs.jpeg(60, 40, 1));
        Pattern cut = Pattern.compile("gallery/app\\.js|health/live");
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.clock().install();
            page.route(cut, Route::abort);
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile.loaded")).hasCount(1);
            page.locator(".picture").first().click();
            page.clock().runFor(60_000);
            assertThat(page.locator(".account")).hasCount(0);

            page.unroute(cut);
            page.clock().runFor(16_000);
            assertThat(page.locator(".viewer .frame.loaded")).isVisible();
            assertThat(visit.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyEntryOfEveryMenuWorks(Kind kind) {
        String user = newUser();
        String id = uploaded(user, Photographs.jpeg(900, 600, 1)).path("image_id").asText();
        send(Call.of("PATCH", "/images/" + id).json("{\"tags\":[\"sea\"]}")).expect(200);
        Map<String, List<Entry>> menus = menus(user);
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.addInitScript(RECORDER);
            page.navigate(address() + "/");
            page.evaluate("() => localStorage.setItem('darkroom.user', 'alice')");
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile")).hasCount(1);
            assertThat(page.locator(".account")).isVisible();
            assertThat(page.locator("[popover], details, [role=menu], [role=listbox]").all())
                    .extracting(each -> each.getAttribute("aria-label"))
                    .containsExactlyInAnyOrderElementsOf(menus.keySet());
            assertThat(page.evaluate(
                    "() => [...document.querySelectorAll('[aria-haspopup]')].every(each => each.popoverTargetElement)"))
                    .isEqualTo(true);
            assertThat(page.locator("[aria-haspopup]")).hasCount(menus.size());
            assertThat(page.locator("dialog")).hasCount(1);

            menus.forEach((menu, entries) -> {
                open(page, user, id, menu);
                assertThat(names(menu(page))).as(menu)
                        .containsExactlyElementsOf(entries.stream().map(Entry::name).toList());
                page.keyboard().press("Escape");
                assertThat(menu(page)).hasCount(0);
                for (Entry entry : entries) {
                    open(page, user, id, menu);
                    entry.use().accept(page);
                }
                send(Call.of("PATCH", "/images/" + id).json("{\"tags\":[\"sea\"]}")).expect(200);
            });
            assertThat(visit.errors()).isEmpty();
        }
    }

    /** Opens a menu on a fresh page. */
    private void open(Page page, String user, String id, String menu) {
        String filters = switch (menu) {
            case "Tag" -> "&tag=sea";
            case "Date" -> "&from=2026-01-01";
            case "Type" -> "&content_type=image%2Fjpeg";
            case "Visibility" -> "&visibility=private";
            case "Copy a link" -> "&image=" + id;
            default -> "";
        };
        page.navigate(address() + "/?user_id=" + user + filters);
        assertThat(page.locator(".tile")).hasCount(1);
        if (Set.of("Add tags", "Remove tags", "Who can see them").contains(menu)) {
            page.locator(".picture").focus();
            page.keyboard().press("Space");
        }
        page.locator("[aria-haspopup]:has(+ .menu[aria-label='" + menu + "'])").click();
        assertThat(menu(page)).hasCount(1);
    }

    @ParameterizedTest
    @EnumSource
    void everyControlOfTheViewerWorks(Kind kind) {
        String user = newUser();
        for (int i = 0; i < 3; i++) {
            uploaded(user, Photographs.jpeg(600, 400, i));
        }
        List<String> ids = walk("user_id=" + user);
        send(Call.of("PATCH", "/images/" + ids.get(1)).json("{\"tags\":[\"sea\"]}")).expect(200);
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.addInitScript(RECORDER);
            page.navigate(address() + "/?user_id=" + user + "&image=" + ids.get(1));
            assertThat(page.locator(".frame.loaded")).isVisible();
            assertThat(page.locator(".viewer .turn:visible")).hasCount(2);
            button(page, "Details").click();
            assertThat(page.locator(".details")).isVisible();
            assertThat(names(page.locator(".viewer"))).containsExactly(
                    "Back to all pictures", "Zoom out", "Zoom in", "Start slideshow", "Copy a link", "Download",
                    "Delete",
                    "Details", "Previous picture", "Next picture", "Title", "Description", "Remove sea", "Add a tag",
                    "PublicOnly its owner can see it");

            useDetails(page, ids.get(1));
            button(page, "Zoom in").click();
            assertThat(page.locator(".stage.zoomed")).hasCount(1);
            button(page, "Zoom out").click();
            assertThat(page.locator(".stage.zoomed")).hasCount(0);
            button(page, "Start slideshow").click();
            button(page, "Stop slideshow").click();
            assertThat(button(page, "Start slideshow")).isVisible();
            button(page, "Download").click();
            page.waitForCondition(() -> page.evaluate("() => window.downloads?.length ?? 0").equals(1));
            button(page, "Next picture").click();
            assertThat(page).hasURL(Pattern.compile(".*image=" + ids.get(2)));
            button(page, "Previous picture").click();
            assertThat(page).hasURL(Pattern.compile(".*image=" + ids.get(1)));
            button(page, "Delete").click();
            assertThat(page).hasURL(Pattern.compile(".*image=" + ids.get(2)));
            button(page, "Undo").click();
            button(page, "Back to all pictures").click();
            assertThat(page.locator(".viewer")).isHidden();
            assertThat(page.locator(".tile")).hasCount(3);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyControlOfTheTrashWorks(Kind kind) {
        String user = newUser();
        for (int i = 0; i < 3; i++) {
            send(Call.delete("/images/" + uploaded(user, Photographs.jpeg(600, 400, i)).path("image_id").asText()))
                    .expect(200);
        }
        try (WebBrowser browser = kind.start(); Visit visit = browser.visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?state=trashed&user_id=" + user);
            assertThat(page.locator(".tile.trashed")).hasCount(3);
            assertThat(page.locator(".trash")).isVisible();
            assertThat(names(page.locator(".trash"))).containsExactly("All pictures", "Delete these forever");

            page.locator(".picture").first().click();
            assertThat(page.locator(".tile.chosen")).hasCount(1);
            assertThat(names(page.locator(".selection")))
                    .containsExactly("Clear selection", "Select all", "Restore", "Delete forever");
            button(page, "Clear selection").click();
            assertThat(page.locator(".tile.chosen")).hasCount(0);
            page.locator(".picture").first().click();
            button(page, "Restore").click();
            assertThat(page.locator(".tile")).hasCount(2);
            button(page, "Undo").click();
            assertThat(page.locator(".tile")).hasCount(3);

            page.locator(".picture").first().click();
            button(page, "Select all").click();
            assertThat(page.locator(".tile.chosen")).hasCount(3);
            button(page, "Delete forever").click();
            Locator dialog = page.locator("dialog.card[open]");
            assertThat(names(dialog)).containsExactly("Cancel", "Delete forever");
            dialog.getByText("Cancel").click();
            assertThat(dialog).hasCount(0);
            assertThat(page.locator(".tile.chosen")).hasCount(3);
            button(page, "Clear selection").click();

            button(page, "Delete these forever").click();
            assertThat(names(dialog)).containsExactly("Cancel", "Delete forever");
            dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Delete forever")).click();
            assertThat(page.locator(".tile")).hasCount(0);
            assertThat(page.locator(".toast").last()).containsText("3 pictures deleted forever");
            button(page, "All pictures").click();
            assertThat(page).hasURL(address() + "/");
            assertThat(visit.errors()).isEmpty();
        }
    }

    private void useDetails(Page page, String id) {
        page.getByLabel("Title").fill("Kite");
        page.keyboard().press("Enter");
        assertThat(page.locator(".viewer-title")).hasText("Kite");
        page.getByLabel("Description").fill("Over the bay");
        page.keyboard().press("Control+Enter");
        button(page, "Remove sea").click();
        assertThat(page.locator(".chip")).hasCount(0);
        page.getByLabel("Add a tag").fill("moon");
        page.keyboard().press("Enter");
        assertThat(page.locator(".chip")).hasText("moon");
        page.getByRole(AriaRole.SWITCH).click();
        assertThat(page.getByRole(AriaRole.SWITCH)).hasAttribute("aria-checked", "true");
        assertThat(view(id).expect(200).json().toString()).contains("\"title\":\"Kite\"",
                "\"description\":\"Over the bay\"", "\"tags\":[\"moon\"]", "\"visibility\":\"public\"");
        button(page, "Details").click();
        assertThat(page.locator(".details")).isHidden();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
