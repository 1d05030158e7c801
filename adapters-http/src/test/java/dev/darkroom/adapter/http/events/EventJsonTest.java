package dev.darkroom.adapter.http.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventJsonTest {
    private final Image image = ImageBuilder.image()
            .owner("alice")
            .description("Wind\nand “waves”")
            .tags("sea")
            .createdAt("2026-11-29T12:00:00Z")
            .build();

    private static String text(ImageEvent event) {
        return new String(EventJson.bytes(event), UTF_8);
    }

    @Test
    void anEventHasTheImageAsInListsOnOneLine() {
        String text = text(ImageEvent.published(image));

        assertThat(text)
                .startsWith("{\"type\":\"image.published\",\"timestamp\":\"2026-11-29T12:00:00.000Z\","
                        + "\"data\":{\"image_id\":\"" + image.id() + "\",\"user_id\":\"alice\"")
                .contains("\"description\":\"Wind\\nand “waves”\"", "\"tags\":[\"sea\"]", "\"version\":1}}")
                .doesNotContain("\n", "url", "href");
    }

    @Test
    void aRevisionHasItsOwnTypeAndTime() {
        assertThat(text(ImageEvent.updated(image))).startsWith("{\"type\":\"image.updated\"");
    }

    @Test
    void theEventsOfTheTrashHaveTheImageAndTheTimeOfTheMove() {
        Instant at = Instant.parse("2026-11-29T12:00:01.250Z");

        assertThat(text(ImageEvent.trashed(image, at)))
                .startsWith(
                        "{\"type\":\"image.trashed\",\"timestamp\":\"2026-11-29T12:00:01.250Z\",\"data\":{\"image_id\":\""
                                + image.id())
                .endsWith("\"version\":1}}");
        assertThat(text(ImageEvent.restored(image, at)))
                .startsWith("{\"type\":\"image.restored\",\"timestamp\":\"2026-11-29T12:00:01.250Z\"")
                .endsWith("\"version\":1}}");
    }

    @Test
    void theEventOfADeletionSaysWhoseImageItWasAndNoMore() {
        assertThat(text(ImageEvent.deleted(image, Instant.parse("2026-11-29T12:00:01.250Z")))).isEqualTo(
                "{\"type\":\"image.deleted\",\"timestamp\":\"2026-11-29T12:00:01.250Z\",\"data\":{\"image_id\":\""
                        + image.id() + "\",\"user_id\":\"alice\"}}");
    }
}
