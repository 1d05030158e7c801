package dev.darkroom.adapter.http.upload;

import static dev.darkroom.adapter.http.testkit.TestServer.MAX_UPLOAD_BYTES;
import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static dev.darkroom.adapter.http.upload.UploadTest.base64;
import static dev.darkroom.adapter.http.upload.UploadTest.cut;
import static dev.darkroom.adapter.http.upload.UploadTest.digest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.FormBody;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Refusals of {@code POST /upload}, after which nothing is stored and no temporary file is left. */
class UploadRefusalsTest extends WithServer {
    @AfterEach
    void assertNothingIsLeft() {
        server.close();
        assertThat(spoolFolder).isEmptyDirectory();
        assertThat(server.store.keys()).isEmpty();
        assertThat(server.catalog.list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 1)).images())
                .isEmpty();
    }

    private static void assertRefused(Answer answer, int status, String code, String... inDetail) {
        assertThat(answer.status()).as(() -> new String(answer.bytes(), StandardCharsets.UTF_8)).isEqualTo(status);
        assertThat(answer.text("code")).isEqualTo(code);
        for (String part : inDetail) {
            assertThat(answer.text("detail")).contains(part);
        }
    }

    private static FormBody form() {
        return new FormBody().field("user_id", "alice");
    }

    @Test
    void aFormWithoutAFileIsRefused() {
        assertRefused(server.uploadForm(form()), 400, "invalid_request", "file");
    }

    @Test
    void aFormWithTwoFilesIsRefused() {
        assertRefused(server.uploadForm(form().file("a.png", png()).file("b.png", png())), 400, "invalid_request",
                "one file");
    }

    @Test
    void anEmptyFileIsRefused() {
        assertRefused(server.uploadForm(form().file("a.png", new byte[0])), 400, "invalid_request", "empty");
        assertRefused(server.uploadRaw("?user_id=alice", new byte[0]), 400, "invalid_request", "empty");
    }

    @Test
    void jsonWithoutAnImageOrWithTwoIsRefused() {
        String image = "\"image\": \"" + base64(png()) + "\"";

        assertRefused(server.uploadJson("{\"user_id\": \"alice\"}"), 400, "invalid_request", "no file");
        assertRefused(server.uploadJson("{\"user_id\": \"alice\", %s, %s}".formatted(image, image)), 400,
                "invalid_request", "one file");
    }

    @Test
    void anUploadWithoutAnOwnerIsRefused() {
        assertRefused(server.uploadForm(new FormBody().file("a.png", png())), 400, "invalid_parameter", "user_id");
        assertRefused(server.uploadRaw("", png()), 400, "invalid_parameter", "user_id");
    }

    @Test
    void anUnknownFieldIsRefused() {
        assertRefused(server.uploadForm(form().field("colour", "red").file("a.png", png())), 400, "invalid_parameter",
                "colour");
        assertRefused(server.uploadRaw("?user_id=alice&colour=red", png()), 400, "invalid_parameter", "colour");
        assertRefused(server.uploadJson("{\"user_id\": \"alice\", \"colour\": {\"a\": [1]}}"), 400,
                "invalid_parameter", "colour");
    }

    @Test
    void aQueryBesideAFormIsRefused() {
        Answer answer = server.send("POST", "/upload?user_id=alice",
                BodyPublishers.ofByteArray(form().file("a.png", png()).bytes()), "Content-Type",
                form().contentType());

        assertRefused(answer, 400, "invalid_parameter", "user_id");
    }

    @Test
    void aRepeatedFieldIsRefused() {
        assertRefused(server.uploadForm(form().field("user_id", "bob").file("a.png", png())), 400,
                "invalid_parameter", "user_id");
        assertRefused(server.uploadRaw("?user_id=alice&title=a&title=b", png()), 400, "invalid_parameter", "title");
        assertRefused(server.uploadJson("{\"user_id\": \"alice\", \"user_id\": \"bob\"}"), 400, "invalid_parameter",
                "user_id");
    }

    @Test
    void thirtyOneTagsAreRefused() {
        FormBody form = form().file("a.png", png());
        for (int i = 0; i < 31; i++) {
            form.field("tags", "tag" + i);
        }

        assertRefused(server.uploadForm(form), 400, "invalid_parameter", "tags", "30");
    }

    @ParameterizedTest
    @CsvSource({
        "user_id, 129, a, user_id",
        "filename, 256, ä, filename",
        "title, 201, ä, title",
        "description, 2201, ä, description",
        "tags, 51, ä, tags",
        "description, 70000, a, description",
    })
    void aFieldThatIsTooLongIsRefused(String field, int length, String character, String named) {
        FormBody form = new FormBody().field(field, character.repeat(length));
        if (!field.equals("user_id")) {
            form.field("user_id", "alice");
        }

        assertRefused(server.uploadForm(form.file("a.png", png())), 400, "invalid_parameter", named);
    }

    @ParameterizedTest
    @CsvSource({"visibility, friends", "user_id, a b", "title, 'a\u0007'", "tags, 'a,,b'"})
    void aFieldWithAnInvalidValueIsRefused(String field, String value) {
        FormBody form = new FormBody().field(field, value);
        if (!field.equals("user_id")) {
            form.field("user_id", "alice");
        }

        assertRefused(server.uploadForm(form.file("a.png", png())), 400, "invalid_parameter", field);
    }

    @Test
    void aFieldThatIsNotUtf8IsRefused() {
        FormBody form = form().part("form-data; name=\"title\"", new byte[]{(byte) 0xC3, 0x28});

        assertRefused(server.uploadForm(form.file("a.png", png())), 400, "invalid_parameter", "title");
    }

    @Test
    void sixtyFivePartsAreRefused() {
        FormBody form = form();
        for (int i = 0; i < 64; i++) {
            form.field("tags", "same");
        }

        assertRefused(server.uploadForm(form), 400, "invalid_request", "64 parts");
    }

    @Test
    void aPartWithoutANameOrWithLongHeadersIsRefused() {
        assertRefused(server.uploadForm(form().part("attachment", png())), 400, "invalid_request",
                "Content-Disposition");
        assertRefused(server.uploadForm(form().part("form-data; name=\"" + "a".repeat(9_000) + "\"", png())), 400,
                "invalid_request", "malformed");
    }

    @Test
    void aFormWithoutItsLastBoundaryIsRefused() {
        FormBody form = form().file("a.png", png());

        Answer answer = server.send("POST", "/upload", BodyPublishers.ofByteArray(form.unfinishedBytes()),
                "Content-Type", form.contentType());

        assertRefused(answer, 400, "invalid_request", "last boundary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\""})
    void aFormWithoutABoundaryIsRefused(String contentType) {
        assertRefused(server.send("POST", "/upload", BodyPublishers.ofByteArray(form().bytes()), "Content-Type",
                contentType), 400, "invalid_parameter", "boundary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\"a\"", "{}{}", "{\"user_id\"}", "{\"user_id\": \"alice\",}"})
    void aBodyThatIsNotAJsonObjectIsRefused(String body) {
        assertRefused(server.uploadJson(body), 400, "invalid_request", "JSON object");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{\"user_id\": 1} | user_id",
        "{\"title\": [\"a\"]} | title",
        "{\"tags\": \"sea\"} | tags",
        "{\"tags\": [1]} | tags",
        "{\"image\": null} | image",
        "{\"image\": \"!!!!\"} | image",
        "{\"image\": \"iVBORw0KGgo\"} | image",
        "{\"image\": \"iVBO-_==\"} | image",
        "{\"image\": \"data:image/png;base64,iVBO\"} | image",
    })
    void aJsonFieldOfAnotherTypeIsRefused(String body, String named) {
        assertRefused(server.uploadJson(body), 400, "invalid_parameter", named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "text/plain", "application/x-www-form-urlencoded", "nonsense"})
    void aBodyOfAnotherMediaTypeIsRefused(String contentType) {
        Answer answer = server.send("POST", "/upload?user_id=alice", BodyPublishers.ofByteArray(png()),
                "Content-Type", contentType);

        assertRefused(answer, 415, "unsupported_content_type", "multipart/form-data", "image/*", "application/json");
    }

    @Test
    void aBodyWithoutAMediaTypeIsRefused() {
        assertRefused(server.send("POST", "/upload?user_id=alice", BodyPublishers.ofByteArray(png())), 415,
                "unsupported_content_type", "missing");
        assertRefused(server.send("POST", "/upload", BodyPublishers.noBody()), 415, "unsupported_content_type");
    }

    @Test
    void aFileThatIsNotAPictureIsRefused() {
        byte[] text = "only a text".getBytes(StandardCharsets.UTF_8);
        byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8);

        assertRefused(server.uploadForm(form().file("a.jpg", text)), 415, "unsupported_image");
        assertRefused(server.send("POST", "/upload?user_id=alice", BodyPublishers.ofByteArray(svg), "Content-Type",
                "image/svg+xml"), 415, "unsupported_image");
    }

    @Test
    void aTruncatedPictureIsRefused() {
        assertRefused(server.uploadRaw("?user_id=alice", cut(png(), 40)), 422, "damaged_image");
    }

    @Test
    void aPictureOfOneByteOverTheLimitIsRefused() {
        byte[] tooLarge = png(MAX_UPLOAD_BYTES + 1);
        String limit = String.valueOf(MAX_UPLOAD_BYTES);

        assertRefused(server.uploadRaw("?user_id=alice", tooLarge), 413, "too_large", limit, "/uploads");
        assertRefused(server.uploadForm(form().file("a.png", tooLarge)), 413, "too_large", limit);
        assertRefused(server.uploadJson("{\"user_id\": \"alice\", \"image\": \"%s\"}".formatted(base64(tooLarge))),
                413, "too_large", limit);
        assertRefused(server.send("POST", "/upload?user_id=alice",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(tooLarge)), "Content-Type", "image/png"),
                413, "too_large", limit);
    }

    @Test
    void aWrongDigestIsRefused() {
        Answer answer = server.uploadRaw("?user_id=alice", png(), "Content-Digest", digest(new byte[1]));

        assertRefused(answer, 400, "digest_mismatch", "Content-Digest");
        assertRefused(server.uploadForm(form().file("a.png", png()), "Content-Digest", digest(new byte[1])), 400,
                "digest_mismatch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha-256", "sha-256=abc", "sha-256=:AAAA:", "sha-256=:!:", "sha-256=:AAAA"})
    void aMalformedDigestIsRefused(String header) {
        assertRefused(server.uploadRaw("?user_id=alice", png(), "Content-Digest", header), 400, "invalid_parameter",
                "Content-Digest");
    }

    @Test
    void anUploadIsUnavailableWhileTheStoreIsUnreachable() {
        server.store.setOutOfReach(true);

        Answer answer = server.uploadRaw("?user_id=alice", png());

        assertRefused(answer, 503, "unavailable", "later");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        server.store.setOutOfReach(false);
    }

    @Test
    void anUploadIsUnavailableWhileTheSpoolFolderCannotBeWritten() throws IOException {
        Files.delete(spoolFolder);

        Answer answer = server.uploadRaw("?user_id=alice", png());

        assertRefused(answer, 503, "unavailable", "later");
        Files.createDirectory(spoolFolder);
    }
}
