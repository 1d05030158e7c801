package dev.darkroom.adapter.http.upload;

import static dev.darkroom.adapter.http.testkit.TestServer.MAX_UPLOAD_BYTES;
import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.FormBody;
import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.testkit.fixture.LabelRenderer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /upload} with its three forms of a body. */
class UploadTest extends WithServer {
    @AfterEach
    void assertNoFileIsLeft() {
        server.close();
        assertThat(spoolFolder).isEmptyDirectory();
    }

    @Test
    void aFormCreatesAnImageWithAllFields() {
        Answer answer = server.uploadForm(new FormBody()
                .field("user_id", "alice")
                .file("kite.png", png())
                .field("title", "A kite")
                .field("description", "Over\nthe sea")
                .field("tags", "Sea, kite ")
                .field("tags", "sky")
                .field("visibility", "public"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/images/" + answer.text("image_id"));
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(new String(answer.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{'image_id':'%s','user_id':'alice','filename':'kite.png','content_type':'image/png','size':%d,"
                                .concat("'width':3,'height':2,'sha256':'%s','received_sha256':'%s',")
                                .concat("'title':'A kite','description':'Over\\nthe sea',")
                                .concat("'tags':['sea','kite','sky'],'visibility':'public','taken_at':null,")
                                .concat("'content_credentials':null,'placeholder':'%s',")
                                .concat("'created_at':'2026-11-22T23:26:11.123Z','updated_at':'2026-11-22T23:26:11.123Z','version':1}\n")
                                .replace('\'', '"')
                                .formatted(answer.text("image_id"), png().length, sha256(png()).hex(),
                                        sha256(png()).hex(), LabelRenderer.PLACEHOLDER));
    }

    @Test
    void theFileMayPrecedeTheFields() {
        Answer answer = server.uploadForm(new FormBody().file("kite.png", png()).field("user_id", "alice"));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("sha256")).isEqualTo(sha256(png()).hex());
    }

    @Test
    void aRawBodyHasItsFieldsInTheQuery() {
        Answer answer = server.uploadRaw(
                "?user_id=alice&title=A+kite&tags=sea,kite&tags=sky&filename=%F0%9F%AA%81.png&visibility=public",
                png());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("title")).isEqualTo("A kite");
        assertThat(answer.text("filename")).isEqualTo("🪁.png");
        assertThat(answer.text("visibility")).isEqualTo("public");
        assertThat(answer.json().get("tags")).hasToString("[\"sea\",\"kite\",\"sky\"]");
    }

    @Test
    void jsonContainsThePictureAsBase64() {
        Answer answer = server.uploadJson("""
                {"tags": ["sea", "a, b"], "image": "%s", "user_id": "alice", "filename": "kite.png", "title": null}"""
                .formatted(base64(png())));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("sha256")).isEqualTo(sha256(png()).hex());
        assertThat(answer.text("filename")).isEqualTo("kite.png");
        assertThat(answer.json().get("title").isNull()).isTrue();
        assertThat(answer.json().get("tags")).hasToString("[\"sea\",\"a, b\"]");
    }

    @Test
    void base64InJsonMayHaveLineBreaksAndEscapedSlashes() {
        String folded = Base64.getMimeEncoder().encodeToString(png()).replace("\r\n", "\\r\\n").replace("/", "\\/");

        Answer answer = server.uploadJson("{\"user_id\": \"alice\", \"image\": \"%s\"}".formatted(folded));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("sha256")).isEqualTo(sha256(png()).hex());
    }

    @Test
    void theLargestPictureIsAcceptedInEveryForm() {
        byte[] largest = png(MAX_UPLOAD_BYTES);

        Answer raw = server.uploadRaw("?user_id=alice", largest);
        Answer form = server.uploadForm(new FormBody().field("user_id", "alice").file("a.png", largest));
        Answer json =
                server.uploadJson("{\"user_id\": \"alice\", \"image\": \"%s\"}".formatted(base64(largest)));

        assertThat(raw.status()).isEqualTo(201);
        assertThat(form.status()).isEqualTo(201);
        assertThat(json.status()).isEqualTo(201);
        assertThat(json.text("sha256")).isEqualTo(sha256(largest).hex());
    }

    @Test
    void aBodyOfUnknownLengthIsAccepted() {
        Answer answer = server.send("POST", "/upload?user_id=alice",
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(png())), "Content-Type", "image/png");

        assertThat(answer.status()).isEqualTo(201);
    }

    @Test
    void thePictureCanBeReadImmediately() {
        String id = server.upload("?user_id=alice");

        assertThat(server.get(server.get("/images/" + id).text("url")).bytes()).isEqualTo(png());
    }

    @Test
    void blankFieldsAreAbsent() {
        Answer answer = server.uploadForm(new FormBody()
                .field("user_id", "alice")
                .field("title", "")
                .field("tags", "")
                .field("visibility", "")
                .file("", png()));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().get("title").isNull()).isTrue();
        assertThat(answer.json().get("tags")).isEmpty();
        assertThat(answer.text("visibility")).isEqualTo("private");
        assertThat(answer.text("filename")).isEqualTo("image.png");
    }

    @Test
    void theFieldFilenameOverridesTheNameOfTheFile() {
        Answer answer = server.uploadForm(
                new FormBody().field("user_id", "alice").field("filename", "b.png").file("a.png", png()));

        assertThat(answer.text("filename")).isEqualTo("b.png");
    }

    @ParameterizedTest
    @CsvSource({
        "../../etc/passwd, passwd",
        "'C:\\pictures\\kite.png', kite.png",
        "'..\\..\\kite.png', kite.png",
        "🪁🏖️.png, 🪁🏖️.png",
        "'say \\\"cheese\\\".png', 'say \"cheese\".png'",
        "'a\u0000b\u0007.png', ab.png",
        ".., image.png",
    })
    void theNameOfAFileIsCleaned(String sent, String stored) {
        Answer answer = server.uploadForm(new FormBody().field("user_id", "alice").file(sent, png()));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("filename")).isEqualTo(stored);
    }

    @Test
    void theNameOfAFileMayBeEncoded() {
        Answer answer = server.uploadForm(new FormBody()
                .field("user_id", "alice")
                .part("form-data; name=file; filename=\"_.png\"; filename*=UTF-8''%F0%9F%AA%81.png", png()));

        assertThat(answer.text("filename")).isEqualTo("🪁.png");
    }

    @Test
    void aNameInJsonOrAQueryIsCleanedToo() {
        Answer json =
                server.uploadJson("{\"user_id\": \"alice\", \"filename\": \"../a\\u0000b.png\", \"image\": \"%s\"}"
                        .formatted(base64(png())));
        Answer raw = server.uploadRaw("?user_id=alice&filename=..%2Fa%00b.png", png());

        assertThat(json.text("filename")).isEqualTo("ab.png");
        assertThat(raw.text("filename")).isEqualTo("ab.png");
    }

    @Test
    void thirtyTagsAreAccepted() {
        FormBody form = new FormBody().field("user_id", "alice").file("a.png", png());
        for (int i = 0; i < 30; i++) {
            form.field("tags", "tag" + i);
        }

        assertThat(server.uploadForm(form).status()).isEqualTo(201);
    }

    @Test
    void theDigestOfTheBodyIsAccepted() {
        FormBody form = new FormBody().field("user_id", "alice").file("a.png", png());

        assertThat(server.uploadRaw("?user_id=alice", png(), "Content-Digest", digest(png())).status()).isEqualTo(201);
        assertThat(server.uploadForm(form, "Content-Digest", digest(form.bytes())).status()).isEqualTo(201);
    }

    @Test
    void theDigestOfTheFileInAFormIsAccepted() {
        FormBody form = new FormBody().field("user_id", "alice").file("a.png", png());

        assertThat(server.uploadForm(form, "Content-Digest", digest(png())).status()).isEqualTo(201);
    }

    @Test
    void digestsOfOtherAlgorithmsAreIgnored() {
        String header = "sha-512=:AAAA:, %s, md5=:AAAA:".formatted(digest(png()));

        assertThat(server.uploadRaw("?user_id=alice", png(), "Content-Digest", header).status()).isEqualTo(201);
        assertThat(server.uploadRaw("?user_id=alice", png(), "Content-Digest", "sha-512=:AAAA:").status())
                .isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image/jpeg", "image/png; charset=binary", "IMAGE/GIF", "image/x-anything"})
    void theDeclaredTypeOfAPictureIsIgnored(String declared) {
        Answer answer = server.send("POST", "/upload?user_id=alice", BodyPublishers.ofByteArray(png()), "Content-Type",
                declared);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("content_type")).isEqualTo("image/png");
    }

    @Test
    void aClientThatExpects100ContinueReceivesIt() {
        byte[] picture = png(MAX_UPLOAD_BYTES);

        String answer = RawExchange.on(server)
                .write("POST /upload?user_id=alice HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nConnection: close\r\n"
                        + "Expect: 100-continue\r\nContent-Length: " + picture.length + "\r\n\r\n")
                .expect("HTTP/1.1 100 Continue\r\n\r\n")
                .write(picture)
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 201 Created\r\n");
    }

    static Checksum sha256(byte[] bytes) {
        return Checksum.of(Checksum.newDigest().digest(bytes));
    }

    static String digest(byte[] bytes) {
        return "sha-256=:" + base64(sha256(bytes).bytes()) + ":";
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] cut(byte[] bytes, int length) {
        return Arrays.copyOf(bytes, length);
    }
}
