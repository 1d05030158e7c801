package dev.darkroom.adapter.http.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /images/{image_id}/content}, and renditions on all routes. */
class RenditionTest extends WithServer {
    private String image;

    @BeforeEach
    void prepare() {
        image = "/images/" + server.upload("?user_id=alice");
    }

    private Answer content(String query, String... headers) {
        return server.get(image + "/content" + query, headers);
    }

    /** The response at the target of a redirect. */
    private Answer followed(Answer answer) {
        assertThat(answer.status()).as(() -> answer.json().toString()).isEqualTo(302);
        URI location = URI.create(answer.header("Location"));
        assertThat(location.getAuthority()).isEqualTo("127.0.0.1:" + server.port());
        return server.get(location.getRawPath() + "?" + location.getRawQuery());
    }

    @Test
    void contentRedirectsToTheOriginal() {
        Answer original = followed(content(""));

        assertThat(original.status()).isEqualTo(200);
        assertThat(original.header("Content-Type")).isEqualTo("image/png");
    }

    @Test
    void contentRedirectsToARendition() {
        Answer rendition = followed(content("?rendition=small"));

        assertThat(rendition.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(new String(rendition.bytes(), StandardCharsets.UTF_8))
                .startsWith("Rendition[definition=small=320x0,inside,q=80, format=JPEG]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "                                                          | image/jpeg",
        "*/*                                                       | image/jpeg",
        "image/*                                                   | image/jpeg",
        "image/webp,*/*                                            | image/webp",
        "image/avif,image/webp,image/apng,image/svg+xml,image/*    | image/webp",
        "image/avif;q=0.9, Image/WebP ; q=0.8                      | image/webp",
        "image/webp;q=0, */*                                       | image/jpeg",
        "image/avif                                                | image/jpeg",
        "garbage;;,,q=2/                                           | image/jpeg",
    })
    void theFormatIsThePreferredOneThatAcceptNames(String accept, String made) {
        Answer answer = accept == null ? content("?rendition=thumb") : content("?rendition=thumb", "Accept", accept);

        assertThat(answer.header("Vary")).isEqualTo("Accept");
        assertThat(followed(answer).header("Content-Type")).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource({"jpeg, image/jpeg", "webp, image/webp", "auto, image/jpeg"})
    void aRequestedFormatOverridesAccept(String format, String made) {
        assertThat(followed(content("?rendition=large&format=" + format, "Accept", "text/html")).header("Content-Type"))
                .isEqualTo(made);
    }

    @Test
    void anUnsupportedFormatIsUnavailable() {
        Answer answer = content("?rendition=large&format=avif");

        answer.assertRefused(422, "rendition_unavailable");
        assertThat(answer.text("detail")).endsWith("ask for another format");
    }

    @ParameterizedTest
    @CsvSource({"rendition, rendition=huge", "rendition, rendition=", "format, rendition=thumb&format=png",
        "format, format=webp", "size, size=1"})
    void anInvalidParameterIsRefusedByName(String parameter, String query) {
        Answer answer = content("?" + query);

        answer.assertRefused(400, "invalid_parameter");
        assertThat(answer.text("detail")).startsWith(parameter + " ");
    }

    @Test
    void theUrlIsStableForAWhileAndCanBeCached() {
        Answer first = content("?rendition=thumb");
        server.clock.advance(Duration.ofMinutes(2));
        Answer second = content("?rendition=thumb");

        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(first.header("Cache-Control")).isEqualTo("private, max-age=300");
    }

    @Test
    void headRedirectsToTheSameUrl() {
        Answer head = server.head(image + "/content?rendition=thumb");

        assertThat(head.status()).isEqualTo(302);
        assertThat(head.header("Location")).isEqualTo(content("?rendition=thumb").header("Location"));
    }

    @Test
    void aViewListsEveryRenditionWithSizeAndUrl() {
        Answer view = server.get(image);

        for (String name : new String[]{"thumb", "small", "medium", "large"}) {
            var rendition = view.json().required("renditions").required(name);
            assertThat(rendition.required("width").intValue()).isPositive();
            assertThat(rendition.required("height").intValue()).isPositive();
            String href = rendition.required("href").textValue();
            assertThat(href).isEqualTo(
                    "http://127.0.0.1:" + server.port() + image + "/content?rendition=" + name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"thumb", "small", "medium", "large"})
    void aViewHasTheUrlOfARendition(String name) {
        URI url = URI.create(server.get(image + "?rendition=" + name + "&download=true").text("url"));

        Answer rendition = server.get(url.getRawPath() + "?" + url.getRawQuery());
        assertThat(rendition.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(rendition.header("Content-Disposition")).startsWith("attachment").contains("-" + name + ".jpg");
    }

    @Test
    void aRefusedRenditionIsUnavailableAndTheOriginalIsAvailable() {
        server.renderer.refusal = "The pixels are damaged: upload the picture again.";

        Answer answer = content("?rendition=thumb");

        answer.assertRefused(422, "rendition_unavailable");
        assertThat(answer.text("detail")).isEqualTo("The pixels are damaged: upload the picture again.");
        assertThat(followed(content("")).status()).isEqualTo(200);
    }

    @Test
    void anUndecodablePictureIsDecodedOnce() {
        server.renderer.undecodable = true;

        content("?rendition=thumb").assertRefused(422, "undecodable");
        content("?rendition=small").assertRefused(422, "undecodable");

        assertThat(server.renderer.refusals).hasValue(1);
        assertThat(followed(content("")).status()).isEqualTo(200);
    }

    @Test
    void anUnreachableStoreIsUnavailable() {
        server.store.setOutOfReach(true);

        Answer answer = content("?rendition=thumb");

        answer.assertRefused(503, "unavailable");
        assertThat(answer.header("Retry-After")).isNotEmpty();
    }

    @Test
    void anUnknownImageHasNoContent() {
        assertThat(server.delete(image).status()).isEqualTo(200);

        content("").assertRefused(404, "not_found");
        content("?rendition=thumb").assertRefused(404, "not_found");
        server.get("/images/nonsense/content").assertRefused(404, "not_found");
    }
}
