package dev.darkroom.bootstrap.suite.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.darkroom.bootstrap.suite.Photographs;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Screen;
import dev.darkroom.bootstrap.suite.gallery.WebBrowser.Visit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The order by the day on which a picture was taken, and the timeline. */
class TimelineIT extends LocalGallery {
    /** Uploads a picture that a camera took at this time. */
    private String taken(String user, String time, int seed) {
        byte[] jpeg = Photographs.jpeg(60, 40, seed);
        // A TIFF header, and an IFD with a pointer to the EXIF IFD, which has DateTimeOriginal.
        ByteBuffer exif = ByteBuffer.allocate(4 + 6 + 64);
        exif.putShort((short) 0xFFE1).putShort((short) (2 + 6 + 64)).put("Exif\0\0MM\0*".getBytes(US_ASCII)).putInt(8);
        exif.putShort((short) 1).putShort((short) 0x8769).putShort((short) 4).putInt(1).putInt(26).putInt(0);
        exif.putShort((short) 1).putShort((short) 0x9003).putShort((short) 2).putInt(20).putInt(44).putInt(0);
        exif.put((time + "\0").getBytes(US_ASCII));
        byte[] bytes = ByteBuffer.allocate(jpeg.length + exif.capacity()).put(jpeg, 0, 2).put(exif.array())
                .put(jpeg, 2, jpeg.length - 2).array();
        return uploaded(user, bytes).path("image_id").asText();
    }

    private static Locator slider(Page page) {
        return page.getByLabel("Month");
    }

    @Test
    void picturesAreGroupedByTheDayTheyWereTakenAndTheTimelineGoesToAMonth() {
        String user = newUser();
        String may = taken(user, "2019:05:10 12:00:00", 1);
        String april = taken(user, "2018:04:02 12:00:00", 2);
        String june = taken(user, "2020:06:20 12:00:00", 3);
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile")).hasCount(3);
            assertThat(shown(page)).containsExactly(june, may, april);
            assertThat(page.locator(".day h2")).hasText(new String[]{"June 20, 2020", "May 10, 2019", "April 2, 2018"});
            assertThat(page.locator(".total")).hasText("3 pictures");

            slider(page).focus();
            page.keyboard().press("ArrowDown");
            assertThat(slider(page)).hasAttribute("aria-valuetext", "May 2019 · 1 picture");
            assertThat(page).hasURL(address() + "/?user_id=" + user + "&month=2019-05");
            assertThat(page.locator(".tile")).hasCount(2);
            assertThat(shown(page)).containsExactly(may, april);
            assertThat(page.locator(".total")).hasText("3 pictures");
            page.goBack();
            assertThat(page.locator(".tile")).hasCount(3);
            assertThat(slider(page)).hasValue("0");
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void sliderFollowsThePageAndLeadsBackToTheStart() {
        String user = newUser();
        for (int i = 0; i < 12; i++) {
            for (int day = 1; day <= 3; day++) {
                taken(user, "%d:05:0%d 12:00:00".formatted(2020 - i, day), 3 * i + day);
            }
        }
        try (Visit visit = chromium().visit(Screen.DESKTOP)) {
            Page page = visit.page;
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".bars i")).hasCount(12);
            assertThat(slider(page)).hasValue("0");
            page.waitForCondition(() -> (boolean) page.evaluate("""
                    () => {
                      scrollBy(0, 40);
                      return document.querySelector('.timeline input').value === '2';
                    }"""));
            assertThat(slider(page)).hasValue("2");
            assertThat(slider(page)).hasAttribute("aria-valuetext", "May 2018 · 3 pictures");
            assertThat(page).hasURL(address() + "/?user_id=" + user);

            slider(page).focus();
            page.keyboard().press("Home");
            page.waitForCondition(() -> (boolean) page.evaluate("() => scrollY === 0"));
            assertThat(slider(page)).hasAttribute("aria-valuetext", "May 2020 · 3 pictures");
            assertThat(visit.errors()).isEmpty();
        }
    }

    @Test
    void withoutTheTimeTakenTheOrderIsThatOfTheUploads() {
        String user = newUser();
        String may = taken(user, "2019:05:10 12:00:00", 1);
        String april = taken(user, "2018:04:02 12:00:00", 2);
        try (Visit visit = chromium().visit(Screen.PHONE)) {
            Page page = visit.page;
            page.route(Pattern.compile(".*/images(/calendar|\\?.*sort=).*"), route -> route.fulfill(
                    new Route.FulfillOptions().setStatus(422).setContentType("application/problem+json")
                            .setBody("{\"status\":422,\"code\":\"search_unsupported\"}")));
            page.navigate(address() + "/?user_id=" + user);
            assertThat(page.locator(".tile")).hasCount(2);
            assertThat(shown(page)).containsExactly(april, may);
            assertThat(page.locator(".day h2")).hasText("Today");
            assertThat(slider(page)).isHidden();
            assertThat(page.locator(".toast")).hasCount(0);
            assertThat(visit.errors()).isEmpty();
        }
    }

    private static List<String> shown(Page page) {
        return page.locator(".tile").all().stream().map(tile -> tile.getAttribute("data-id")).toList();
    }
}
