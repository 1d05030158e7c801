package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.darkroom.bootstrap.configuration.Configuration;
import dev.darkroom.bootstrap.lifecycle.Application;
import dev.darkroom.bootstrap.suite.Call;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import dev.darkroom.domain.testkit.fixture.FullTier;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gallery page with local storage, and tests that do not depend on the storage. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LocalGalleryIT implements GallerySuite {
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    /** Enough pictures that the page discards one end of the list while it shows the other end. */
    private static final int MANY_PICTURES = 700;

    /** Limit for the pictures in the document: those near the visible area. */
    private static final int MAX_TILES = 120;

    /** Limit for the pictures whose metadata is in memory while the page shows an end of the list. */
    private static final int MAX_IN_MEMORY = 450;

    private @Nullable WebBrowser chromium;
    private @Nullable String userWithMany;
    private Application application;

    @BeforeAll
    void start(@TempDir Path folder) {
        chromium = WebBrowser.chromium();
        application = Application.start(
                Configuration.from(Map.of("PORT", "0", "DARKROOM_DATA_DIR", folder.toString(),
                        "DARKROOM_MAX_UPLOAD_BYTES", Integer.toString(MAX_UPLOAD_BYTES))),
                "test",
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
    public WebBrowser chromium() {
        return requireNonNull(chromium);
    }

    @Override
    public URI address() {
        return URI.create("http://127.0.0.1:" + application.port());
    }

    @Override
    public Set<String> objectKeys() {
        throw new UnsupportedOperationException();
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    @FullTier
    @Test
    void progressBarMovesAndAPictureOverTheLimitIsSentInParts(@TempDir Path folder) throws IOException {
        String user = newUser();
        Path large = Files.write(folder.resolve("noise.png"), Photographs.noise(400, 400));
        assertThat(Files.size(large)).isGreaterThan(MAX_UPLOAD_BYTES);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            slowDown(page, 600_000);
            GallerySuite.upload(page, user, large);

            Locator bar = page.locator(".uploads [role=progressbar]");
            page.waitForCondition(() -> isPartlyFilled(bar));
            assertThat(page.locator(".upload-status")).containsText(" left");
            assertThat(page.locator(".panel h2")).hasText("1 picture uploaded");
            assertThat(page.locator(".tile.loaded")).hasCount(1);
            assertThat(visit.errors()).isEmpty();
        }
    }

    private static void slowDown(Page page, int bytesPerSecond) {
        CDPSession session = page.context().newCDPSession(page);
        session.send("Network.enable");
        JsonObject conditions = new JsonObject();
        conditions.addProperty("offline", false);
        conditions.addProperty("latency", 0);
        conditions.addProperty("downloadThroughput", -1);
        conditions.addProperty("uploadThroughput", bytesPerSecond);
        session.send("Network.emulateNetworkConditions", conditions);
    }

    private static boolean isPartlyFilled(Locator bar) {
        int percent = Integer.parseInt(requireNonNull(bar.getAttribute("aria-valuenow")));
        return percent > 0 && percent < 100;
    }

    @FullTier
    @Test
    void uploadWithoutAResponseIsRepeatedWithTheSameKey(@TempDir Path folder) throws IOException {
        String user = newUser();
        List<String> keys = new CopyOnWriteArrayList<>();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            page.route("**/upload", route -> {
                keys.add(requireNonNull(route.request().headerValue("idempotency-key")));
                if (keys.size() == 1) {
                    route.abort();
                } else {
                    route.resume();
                }
            });
            GallerySuite.upload(page, user,
                    Files.write(folder.resolve("a.jpg"), Photographs.jpeg(30, 20, 1)));

            assertThat(page.locator(".panel h2")).hasText("1 picture uploaded");
            assertThat(keys).hasSize(2);
            assertThat(Set.copyOf(keys)).hasSize(1);
            assertThat(page.locator(".tile.loaded")).hasCount(1);
        }
    }

    @FullTier
    @Test
    void conflictingEditIsNotOverwrittenWithoutConfirmation() {
        String user = newUser();
        String id = uploaded(user, Photographs.jpeg(60, 40, 1)).path("image_id").asText();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user + "&image=" + id);
            page.getByRole(AriaRole.BUTTON, named("Details")).click();
            send(Call.of("PATCH", "/images/" + id).json("{\"title\":\"Theirs\"}")).expect(200);
            page.getByLabel("Title").fill("Mine");
            page.keyboard().press("Enter");

            assertThat(page.getByRole(AriaRole.ALERT)).containsText("Somebody changed this picture");
            assertThat(page.getByLabel("Title")).hasValue("Theirs");
            assertThat(view(id).text("title")).isEqualTo("Theirs");
            page.getByText("Save my title over it").click();
            assertThat(page.locator(".viewer-title")).hasText("Mine");
            assertThat(view(id).text("title")).isEqualTo("Mine");
        }
    }

    /** A user with about {@value #MANY_PICTURES} pictures. */
    private synchronized String userWithMany() {
        if (userWithMany == null) {
            userWithMany = newUser();
            for (int i = 0; i < MANY_PICTURES; i++) {
                uploaded(userWithMany, Photographs.png(6 + i % 7, 8, i));
            }
        }
        return userWithMany;
    }

    @FullTier
    @Test
    void scrollingThroughManyPicturesShowsAllOfThemAndKeepsFewInMemory() {
        String user = userWithMany();
        List<String> all = walk("user_id=" + user);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile").first()).isVisible();
            assertThat(scrollThrough(page, 1)).isEqualTo(all);
            assertThat(picturesInMemory(page)).isLessThan(MAX_IN_MEMORY);

            // Changes pictures that the page has discarded, also at the boundary of two list pages.
            for (int deleted : List.of(50, 99, 100, 150)) {
                send(Call.of("DELETE", "/images/" + all.get(deleted))).expect(200);
            }
            for (int i = 0; i < 4; i++) {
                uploaded(user, Photographs.png(16, 8, MANY_PICTURES + i));
            }
            List<String> changed = walk("user_id=" + user);
            assertThat(scrollThrough(page, -1)).isEqualTo(changed.reversed());
            assertThat(picturesInMemory(page)).isLessThan(MAX_IN_MEMORY);
            assertThat(scrollThrough(page, 1)).isEqualTo(changed);
            assertThat(visit.errors()).isEmpty();
        }
    }

    /** Scrolls to the end (1) or to the top (-1) and returns the ids of the pictures that appear, in order. */
    private static List<?> scrollThrough(Page page, int direction) {
        List<?> seen = (List<?>) page.evaluate(
                """
                        async direction => {
                          const frame = () => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
                          const seen = [];
                          let most = 0;
                          for (let still = 0, steps = 0; still < 12 && steps < 500; steps++) {
                            await frame();
                            for (let waited = 0; document.querySelector('.blank, .reading:not([hidden])') && waited < 500; waited++) await frame();
                            const tiles = [...document.querySelectorAll('.tile')].map(tile => tile.dataset.id);
                            most = Math.max(most, tiles.length);
                            if (direction < 0) tiles.reverse();
                            // The tiles continue the list of seen ones. A tile that appears twice stays in it twice.
                            const before = seen.length;
                            const from = seen.includes(tiles[0]) ? seen.lastIndexOf(tiles[0]) : before;
                            tiles.forEach((id, i) => seen[from + i] !== id && seen.push(id));
                            scrollBy(0, direction * innerHeight / 2);
                            still = seen.length > before ? 0 : still + 1;
                          }
                          return [seen, most];
                        }""",
                direction);
        assertThat((int) seen.getLast()).isLessThan(MAX_TILES);
        return (List<?>) seen.getFirst();
    }

    /** The number of pictures whose metadata is in memory, after garbage collection. */
    private static int picturesInMemory(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        // A running collection keeps objects that were reachable when it started. This call ends it; the query starts a new one.
        session.send("HeapProfiler.collectGarbage");
        JsonObject expression = new JsonObject();
        expression.addProperty("expression", "Object.prototype");
        JsonObject prototype = new JsonObject();
        prototype.addProperty("prototypeObjectId", objectId(session.send("Runtime.evaluate", expression), "result"));
        JsonObject count = new JsonObject();
        count.addProperty("objectId", objectId(session.send("Runtime.queryObjects", prototype), "objects"));
        count.addProperty("functionDeclaration", """
                function() {
                  return this.filter(each => Object.hasOwn(each, 'image_id') && Object.hasOwn(each, 'filename')).length;
                }""");
        count.addProperty("returnByValue", true);
        int picturesInMemory =
                session.send("Runtime.callFunctionOn", count).getAsJsonObject("result").get("value").getAsInt();
        session.detach();
        assertThat(picturesInMemory).isPositive();
        return picturesInMemory;
    }

    private static String objectId(JsonObject answer, String name) {
        return answer.getAsJsonObject(name).get("objectId").getAsString();
    }

    @FullTier
    @Test
    void pictureOpenedByItsAddressHasNeighboursAlsoFarDownTheList() {
        String user = userWithMany();
        List<String> all = walk("user_id=" + user);
        int far = 400;
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user + "&image=" + all.get(far));
            page.getByRole(AriaRole.BUTTON, named("Next picture")).click();
            assertThat(page).hasURL(Pattern.compile(".*image=" + all.get(far + 1)));
            assertThat(page.locator(".frame.loaded")).isVisible();
            page.getByRole(AriaRole.BUTTON, named("Previous picture")).click();
            assertThat(page).hasURL(Pattern.compile(".*image=" + all.get(far)));
            page.navigate(address() + "/?user_id=" + user + "&order=asc&image=" + all.get(far));
            page.getByRole(AriaRole.BUTTON, named("Next picture")).click();
            assertThat(page).hasURL(Pattern.compile(".*image=" + all.get(far - 1)));
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void titleOfTheWindowNamesThePictureOrTheFilters() {
        String user = newUser();
        uploaded(user, Photographs.jpeg(60, 40, 1));
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page).hasTitle(user + " – Darkroom");
            page.locator(".picture").first().click();
            assertThat(page).hasTitle("kite.jpg – Darkroom");
            page.keyboard().press("Escape");
            assertThat(page).hasTitle(user + " – Darkroom");
            page.navigate(address().toString());
            assertThat(page).hasTitle("Darkroom");
        }
    }

    @Test
    void slideshowShowsAPictureFor5SecondsAndEndsAfterTheLastOne() {
        String user = newUser();
        for (int i = 0; i < 3; i++) {
            uploaded(user, Photographs.jpeg(60, 40, i));
        }
        List<String> ids = walk("user_id=" + user);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.clock().install();
            page.navigate(address() + "/?user_id=" + user);
            page.locator(".picture").first().click();
            assertThat(page).hasURL(address() + "/?user_id=" + user + "&image=" + ids.getFirst());
            // From now on, only the test lets the time of the page pass.
            page.clock().pauseAt(System.currentTimeMillis() + 60_000);
            page.keyboard().press("s");
            page.clock().runFor(4_900);
            assertThat(page).hasURL(address() + "/?user_id=" + user + "&image=" + ids.getFirst());
            page.clock().runFor(200);
            assertThat(page).hasURL(address() + "/?user_id=" + user + "&image=" + ids.get(1));
            page.clock().runFor(5_000);
            assertThat(page).hasURL(address() + "/?user_id=" + user + "&image=" + ids.get(2));
            assertThat(page.getByRole(AriaRole.BUTTON, named("Stop slideshow"))).isVisible();
            page.clock().runFor(5_000);
            assertThat(page.getByRole(AriaRole.BUTTON, named("Start slideshow"))).isVisible();
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void viewerCoversTheWholeWindow() {
        String user = newUser();
        uploaded(user, Photographs.jpeg(60, 40, 1));
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            page.evaluate("() => document.body.style.minHeight = '3000px'");
            assertThat(page.evaluate("() => innerWidth - document.documentElement.clientWidth > 0"))
                    .as("a scroll bar").isEqualTo(true);
            page.locator(".picture").first().click();
            assertThat(
                    page.locator(".viewer").evaluate("viewer => viewer.getBoundingClientRect().right === innerWidth"))
                    .isEqualTo(true);
        }
    }

    @FullTier
    @Test
    void picturesFarApartAreSelectedAndDeletedTogether() {
        String user = userWithMany();
        List<String> all = walk("user_id=" + user);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile").first()).isVisible();
            scrollThrough(page, 1);
            scrollThrough(page, -1);

            picture(page, all.getFirst()).focus();
            page.keyboard().press("Space");
            page.keyboard().press("End");
            assertThat(picture(page, all.getLast())).isFocused();
            page.keyboard().press("Shift+Space");
            assertThat(page.locator(".selection b")).hasText(all.size() + " selected");
            page.keyboard().press("Escape");
            page.keyboard().press("Space");
            page.keyboard().press("Home");
            assertThat(picture(page, all.getFirst())).isFocused();
            page.keyboard().press("Space");
            assertThat(page.locator(".selection b")).hasText("2 selected");

            page.keyboard().press("Delete");
            assertThat(picture(page, all.getFirst())).hasCount(0);
            // The notification stays while the pointer is over it.
            page.locator(".toast").hover();
            assertThat(scrollThrough(page, 1)).isEqualTo(all.subList(1, all.size() - 1));
            page.getByRole(AriaRole.BUTTON, named("Undo")).click();
            assertThat(picture(page, all.getLast())).isVisible();
            assertThat(scrollThrough(page, -1)).isEqualTo(all.reversed());
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void invalidParametersOfTheAddressAreReportedAndDropped() {
        String user = newUser();
        uploaded(user, Photographs.jpeg(60, 40, 1));
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            for (String invalid : List.of("from=nope", "to=2026-02-30", "order=up", "visibility=secret",
                    "content_type=text%2Fplain", "tag=" + "a".repeat(51), "user_id=a%20b")) {
                page.navigate(address() + "/?user_id=" + user + "&" + invalid);
                assertThat(page.locator(".tile")).hasCount(1);
                assertThat(page.locator(".toast")).containsText(invalid.substring(0, invalid.indexOf('=') + 1));
                assertThat(page).hasURL(address() + "/?user_id=" + user);
            }
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void oneRequestAtATimeAsksForAServerThatIsAwayAndAnOpenedPictureWaitsForIt() {
        String user = newUser();
        for (int i = 0; i < 5; i++) {
            uploaded(user, Photographs.jpeg(60, 40, i));
        }
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.clock().install();
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile.loaded")).hasCount(5);
            assertThat(page.locator(".account")).isVisible();
            List<String> failed = new CopyOnWriteArrayList<>();
            page.route("**/*", route -> {
                failed.add(route.request().url());
                route.abort();
            });

            page.locator(".picture").first().click();
            page.getByRole(AriaRole.BUTTON, named("Next picture")).click();
            assertThat(page.locator(".toast")).containsText("can't be reached");
            page.clock().runFor(60_000);
            // The two pictures and their renditions, and the probes: now, after 1, 2, 4, 8 s and every 15 s.
            assertThat(failed).hasSizeLessThan(20);
            assertThat(page.locator(".viewer")).isVisible();

            page.unroute("**/*");
            page.clock().runFor(16_000);
            assertThat(page.locator(".frame.loaded")).isVisible();
            assertThat(page.locator(".toast")).hasCount(0);
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void enterInAFilterChoosesTheFirstSuggestion() {
        String user = newUser();
        String id = uploaded(user, Photographs.jpeg(60, 40, 1)).path("image_id").asText();
        send(Call.of("PATCH", "/images/" + id).json("{\"tags\":[\"seaside\",\"sea\"]}")).expect(200);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            for (Map.Entry<String, String> typed : Map.of("seas", "seaside", "sea", "sea", "moon", "moon").entrySet()) {
                page.navigate(address() + "/?user_id=" + user);
                assertThat(page.locator(".tile")).hasCount(1);
                page.locator(".filters .pill").nth(1).click();
                page.getByRole(AriaRole.TEXTBOX, named("Tag")).fill(typed.getKey());
                page.keyboard().press("Enter");
                assertThat(page).hasURL(address() + "/?user_id=" + user + "&tag=" + typed.getValue());
            }
        }
    }

    @Test
    void detailsTellWhatBecameOfContentCredentials() {
        String user = newUser();
        String id = uploaded(user, Photographs.jpeg(60, 40, 1)).path("image_id").asText();
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.route("**/images/" + id, route -> {
                JsonObject image = JsonParser.parseString(route.fetch().text()).getAsJsonObject();
                image.addProperty("content_credentials", "removed");
                route.fulfill(new Route.FulfillOptions().setContentType("application/json").setBody(image.toString()));
            });
            page.navigate(address() + "/?user_id=" + user + "&image=" + id);
            page.getByRole(AriaRole.BUTTON, named("Details")).click();

            Locator row = page.locator(".details dl > div").filter(
                    new Locator.FilterOptions().setHasText("Content credentials"));
            assertThat(row.locator("dd")).hasText("Removed");
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void withoutATrashItsAddressIsReported() {
        String user = newUser();
        uploaded(user, Photographs.jpeg(60, 40, 1));
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?state=trashed&user_id=" + user);

            assertThat(page.getByText("Ignored in the address: state=trashed")).isVisible();
            assertThat(page).hasURL(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile.loaded")).hasCount(1);
            assertThat(page.locator(".trash")).isHidden();
        }
    }

    private static Locator picture(Page page, String id) {
        return page.locator(".tile[data-id='" + id + "'] .picture");
    }

    @FullTier
    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void pageHasNoAccessibilityViolations(ColorScheme colours, @TempDir Path folder) throws IOException {
        String user = newUser();
        uploaded(user, Photographs.jpeg(90, 60, 1));
        for (Screen screen : Screen.values()) {
            try (Visit visit = chromium().inspection(screen, colours)) {
                Page page = visit.page;
                page.navigate(address() + "/?user_id=" + user);
                assertThat(page.locator(".tile.loaded").first()).isVisible();
                page.evaluate(axe());
                assertThat(violations(page)).as("the grid").isEmpty();

                page.locator(".picture").first().focus();
                page.keyboard().press("Space");
                assertThat(violations(page)).as("a picture chosen").isEmpty();
                page.keyboard().press("Escape");

                GallerySuite.upload(page, user, Files.writeString(folder.resolve("notes.txt"), "Not a picture"));
                assertThat(page.locator(".panel h2")).hasText("0 uploaded, 1 not");
                assertThat(violations(page)).as("the uploads").isEmpty();
                page.getByRole(AriaRole.BUTTON, named("Close")).click();

                page.locator(".picture").first().click();
                assertThat(page.locator(".frame.loaded")).isVisible();
                page.getByRole(AriaRole.BUTTON, named("Details")).click();
                assertThat(page.getByLabel("Title")).isVisible();
                assertThat(violations(page)).as("a picture with its details").isEmpty();
            }
        }
    }

    @FullTier
    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void apiReferenceHasNoAccessibilityViolations(ColorScheme colours) throws IOException {
        try (Visit visit = chromium().inspection(Screen.DESKTOP, colours)) {
            Page page = visit.page;
            page.navigate(address() + "/docs");
            assertThat(page.locator(".opblock").first()).isVisible();
            boolean isDark = (boolean) page.locator(".info .title")
                    .evaluate("title => Number(getComputedStyle(title).color.match(/\\d+/)[0]) > 128");
            assertThat(isDark).isEqualTo(colours == ColorScheme.DARK);
            page.evaluate(axe());
            assertThat(violations(page)).isEmpty();

            page.locator(".opblock-summary-control").first().click();
            assertThat(page).hasURL(Pattern.compile(".*/docs#/images/uploadImage"));
            assertThat(page.locator(".opblock.is-open .responses-wrapper")).isVisible();
            assertThat(violations(page)).as("an open operation").isEmpty();
            assertThat(visit.errors()).isEmpty();
        }
    }

    static String axe() throws IOException {
        try (InputStream in = requireNonNull(LocalGalleryIT.class.getResourceAsStream(AXE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Violations of WCAG 2.2 AA and of best practices that axe finds. */
    static List<?> violations(Page page) {
        return (List<?>) page.evaluate(
                """
                        () => axe.run(document.querySelector('dialog[open]') ?? document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
                          .then(result => result.violations.map(violation =>
                            violation.id + ': ' + violation.nodes.map(node => node.html).join(' ')))""");
    }
}
