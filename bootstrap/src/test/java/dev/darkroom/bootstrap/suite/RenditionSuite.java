package dev.darkroom.bootstrap.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Renditions, which are made on the first request, and the URLs for {@code <img src>}. */
interface RenditionSuite extends Steps {
    private Answer content(String id, String query) {
        return send(Call.get("/images/" + id + "/content" + query));
    }

    private Answer followed(Answer answer) {
        return fetch(answer.expect(302).header("Location")).expect(200);
    }

    private static BufferedImage decoded(Answer answer) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(answer.bytes()));
    }

    @Test
    default void everyRenditionHasTheSizeInTheViewAndNoneIsEnlarged() throws IOException {
        Map<Integer, String> sizes = Map.of(700, "thumb=150x150 small=320x411 medium=640x823 large=700x900",
                200, "thumb=150x150 small=200x260 medium=200x260 large=200x260");
        for (int width : new int[]{700, 200}) {
            String id = uploaded(newUser(), Photographs.jpeg(width, width == 700 ? 900 : 260, 1))
                    .path("image_id").asText();
            JsonNode renditions = view(id).expect(200).json().path("renditions");
            List<String> seen = new ArrayList<>();
            renditions.properties().forEach(rendition -> {
                Answer picture = followed(send(Call.get(rendition.getValue().path("href").asText()
                        .replaceFirst("https?://[^/]+", ""))));
                assertThat(picture.header("Content-Type")).isEqualTo("image/jpeg");
                try {
                    BufferedImage decoded = decoded(picture);
                    assertThat(decoded.getWidth()).isEqualTo(rendition.getValue().path("width").asInt());
                    assertThat(decoded.getHeight()).isEqualTo(rendition.getValue().path("height").asInt());
                    seen.add(rendition.getKey() + "=" + decoded.getWidth() + "x" + decoded.getHeight());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(String.join(" ", seen)).isEqualTo(sizes.get(width));
        }
    }

    @Test
    default void renditionIsUprightAndHasNoMetadata() throws IOException {
        // The orientation rotates the stored 60 × 40 pixels to 40 × 60.
        String id = uploaded(newUser(), Photographs.jpegWithExif(60, 40, 6)).path("image_id").asText();

        Answer picture = followed(content(id, "?rendition=small"));

        assertThat(decoded(picture).getWidth()).isEqualTo(40);
        assertThat(decoded(picture).getHeight()).isEqualTo(60);
        assertThat(new String(picture.bytes(), StandardCharsets.ISO_8859_1))
                .doesNotContain(Photographs.SECRET).doesNotContain("Exif");
    }

    @Test
    default void renditionIsStoredAndDeletedWithTheOriginal() {
        String id = uploaded(newUser(), Photographs.jpeg(400, 300, 1)).path("image_id").asText();
        String first = content(id, "?rendition=small").expect(302).header("Location");
        String again = content(id, "?rendition=small").expect(302).header("Location");

        assertThat(again).isEqualTo(first);
        assertThat(objectKeys()).filteredOn(key -> key.contains(id)).hasSize(2)
                .anyMatch(key -> key.endsWith("/small.jpg")).anyMatch(key -> key.endsWith("/original.jpg"));

        send(Call.delete("/images/" + id)).expect(200);

        content(id, "?rendition=small").expectProblem(404, "not_found");
        assertThat(fetch(first).status()).isEqualTo(404);
        assertThat(objectKeys()).noneMatch(key -> key.contains(id));
    }

    @Test
    default void concurrentRequestsAreRedirectedToTheSameRendition() throws Exception {
        String id = uploaded(newUser(), Photographs.jpeg(400, 300, 1)).path("image_id").asText();
        Set<String> locations = new HashSet<>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Answer>> calls = IntStream.range(0, 20)
                    .<Callable<Answer>>mapToObj(_ -> () -> content(id, "?rendition=medium"))
                    .toList();
            for (Future<Answer> answer : clients.invokeAll(calls)) {
                locations.add(answer.get().expect(302).header("Location"));
            }
        }

        // Two if an hour ends during the test.
        assertThat(locations).hasSizeBetween(1, 2);
        assertThat(objectKeys()).filteredOn(key -> key.contains(id)).hasSize(2);
    }

    @Test
    default void deletionDuringRenderingLeavesNoObjects() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 5; round++) {
                String id = uploaded(newUser(), Photographs.jpeg(400, 300, round)).path("image_id").asText();
                List<Future<Answer>> renderings = new ArrayList<>();
                for (String name : new String[]{"thumb", "small", "medium", "large"}) {
                    renderings.add(clients.submit(() -> content(id, "?rendition=" + name)));
                }
                send(Call.delete("/images/" + id)).expect(200);
                for (Future<Answer> rendering : renderings) {
                    assertThat(rendering.get().status()).isIn(302, 404);
                }
                assertThat(objectKeys()).noneMatch(key -> key.contains(id));
            }
        }
    }

    @Test
    default void placeholderIsAddedAfterTheUploadWithoutANewVersion() {
        String id = uploaded(newUser(), Photographs.jpeg(400, 300, 1)).path("image_id").asText();

        // While the machine is busy, each placeholder waits a second for its turn.
        Awaitility.await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> assertThat(view(id).json().path("placeholder").asText())
                        .matches("[A-Za-z0-9+/]{20,40}={0,2}"));
        assertThat(view(id).json().path("version").asInt()).isEqualTo(1);
        assertThat(view(id).text("updated_at")).isEqualTo(view(id).text("created_at"));
    }

    @Test
    default void invalidRenditionParametersAreNamed() {
        String id = uploaded(newUser(), Photographs.jpeg(40, 30, 1)).path("image_id").asText();

        content(id, "?rendition=huge").expectProblem(400, "invalid_parameter", "rendition");
        content(id, "?rendition=thumb&format=bmp").expectProblem(400, "invalid_parameter", "format");
        content(id, "?format=webp").expectProblem(400, "invalid_parameter", "format");
        content("019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11", "?rendition=thumb").expectProblem(404, "not_found");
    }
}
