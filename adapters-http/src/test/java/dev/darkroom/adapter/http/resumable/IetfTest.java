package dev.darkroom.adapter.http.resumable;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resumable Uploads for HTTP, draft-ietf-httpbis-resumable-upload. */
class IetfTest extends WithServer {
    private static final byte[] PICTURE = png(25_000);
    private static final String FIELDS = "?user_id=alice&filename=kite.png&tags=sea";
    private static final String PART = "application/partial-upload";

    private static byte[] part(int from, int to) {
        return Arrays.copyOfRange(PICTURE, from, to);
    }

    private Answer start(String path, byte[] bytes, String... headers) {
        return server.send("POST", path + FIELDS, BodyPublishers.ofByteArray(bytes),
                Stream.concat(Stream.of("Content-Type", "image/png"), Arrays.stream(headers)).toArray(String[]::new));
    }

    private String started(byte[] bytes) {
        Answer answer = start("/upload/resumable", bytes, "Upload-Complete", "?0");
        assertThat(answer.status()).as(() -> new String(answer.bytes(), UTF_8)).isEqualTo(201);
        return Objects.requireNonNull(answer.header("Location"));
    }

    private Answer patch(String upload, long offset, String complete, byte[] bytes, String... headers) {
        return server.send("PATCH", upload, BodyPublishers.ofByteArray(bytes), Stream.concat(
                Stream.of("Content-Type", PART, "Upload-Offset", Long.toString(offset), "Upload-Complete", complete),
                Arrays.stream(headers)).toArray(String[]::new));
    }

    private void assertStored(Answer finished) {
        assertThat(finished.status()).as(() -> finished.json().toString()).isEqualTo(201);
        assertThat(finished.header("Upload-Complete")).isEqualTo("?1");
        assertThat(finished.header("Content-Location")).isEqualTo("/images/" + finished.text("image_id"));
        assertThat(finished.header("Location")).isEqualTo("/images/" + finished.text("image_id"));
        assertThat(finished.text("filename")).isEqualTo("kite.png");
        Answer view = server.get("/images/" + finished.text("image_id"));
        assertThat(server.get(view.text("url")).bytes()).isEqualTo(PICTURE);
        assertThat(server.spooled()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/upload", "/upload/resumable"})
    void oneRequestMakesAnImage(String path) {
        Answer stored = start(path, PICTURE, "Upload-Complete", "?1");

        assertStored(stored);
        assertThat(stored.header("Upload-Offset")).isEqualTo("25000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/upload", "/upload/resumable"})
    void severalRequestsMakeAnImage(String path) {
        Answer started = start(path, part(0, 12_000), "Upload-Complete", "?0", "Upload-Length", "25000");
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.header("Upload-Complete")).isEqualTo("?0");
        assertThat(started.header("Upload-Offset")).isEqualTo("12000");
        assertThat(started.header("Upload-Limit")).isEqualTo("max-size=200000");
        String upload = Objects.requireNonNull(started.header("Location"));

        Answer next = patch(upload, 12_000, "?0", part(12_000, 20_000));
        assertThat(next.status()).isEqualTo(204);
        assertThat(next.header("Upload-Complete")).isEqualTo("?0");
        assertThat(next.header("Upload-Offset")).isEqualTo("20000");
        Answer progress = server.head(upload);
        assertThat(progress.status()).isEqualTo(204);
        assertThat(progress.header("Upload-Offset")).isEqualTo("20000");
        assertThat(progress.header("Upload-Length")).isEqualTo("25000");
        assertThat(progress.header("Upload-Complete")).isEqualTo("?0");
        assertThat(progress.header("Upload-Limit")).isEqualTo("max-size=200000");

        assertStored(patch(upload, 20_000, "?1", part(20_000, 25_000)));

        assertThat(server.head(upload).header("Upload-Complete")).isEqualTo("?1");
        assertStored(patch(upload, 25_000, "?1", new byte[0]));
        patch(upload, 25_000, "?1", new byte[1]).assertRefused(400, "inconsistent_upload_length");
    }

    @Test
    void theEndCanBeToldWithoutBytes() {
        String upload = started(PICTURE);
        assertThat(server.head(upload).header("Upload-Complete")).isEqualTo("?0");

        assertStored(patch(upload, 25_000, "?1", new byte[0]));
    }

    @Test
    void aBodyOfUnknownLengthIsAdded() {
        String upload = started(new byte[0]);

        Answer stored = server.send("PATCH", upload, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(PICTURE)),
                "Content-Type", PART, "Upload-Offset", "0", "Upload-Complete", "?1");

        assertStored(stored);
    }

    @Test
    void anUploadCanBeContinuedInTheOtherProtocol() {
        String upload = started(part(0, 12_000));
        Answer progress = server.head(upload, "Tus-Resumable", "1.0.0");
        assertThat(progress.status()).isEqualTo(200);
        assertThat(progress.header("Upload-Defer-Length")).isEqualTo("1");
        Answer last = server.send("PATCH", upload, BodyPublishers.ofByteArray(part(12_000, 25_000)), "Tus-Resumable",
                "1.0.0", "Content-Type", "application/offset+octet-stream", "Upload-Offset", "12000", "Upload-Length",
                "25000");

        assertThat(last.status()).isEqualTo(204);
        assertThat(server.head(upload).header("Content-Location")).isEqualTo(last.header("Content-Location"))
                .isNotNull();
    }

    @Test
    void aWrongOffsetIsRefusedWithTheRightOne() {
        String upload = started(part(0, 12_000));

        Answer refused = patch(upload, 11_000, "?0", part(11_000, 20_000));

        refused.assertRefused(409, "mismatching_upload_offset");
        assertThat(refused.header("Upload-Offset")).isEqualTo("12000");
        assertThat(refused.text("type"))
                .isEqualTo("https://iana.org/assignments/http-problem-types#mismatching-upload-offset");
        assertThat(refused.json().path("expected-offset").asLong()).isEqualTo(12_000);
        assertThat(refused.json().path("provided-offset").asLong()).isEqualTo(11_000);
    }

    @Test
    void aContradictoryLengthIsRefused() {
        Answer refused = start("/upload", PICTURE, "Upload-Complete", "?1", "Upload-Length", "24999");
        refused.assertRefused(400, "inconsistent_upload_length");
        assertThat(refused.text("type"))
                .isEqualTo("https://iana.org/assignments/http-problem-types#inconsistent-upload-length");
        Answer started = start("/upload", part(0, 12_000), "Upload-Complete", "?0", "Upload-Length", "25000");
        String upload = Objects.requireNonNull(started.header("Location"));

        patch(upload, 12_000, "?1", part(12_000, 24_000)).assertRefused(400, "inconsistent_upload_length");
        patch(upload, 12_000, "?0", part(12_000, 24_000), "Upload-Length", "26000")
                .assertRefused(400, "inconsistent_upload_length");

        assertStored(patch(upload, 12_000, "?1", part(12_000, 25_000)));
    }

    @Test
    void malformedRequestsAreRefused() {
        String upload = started(part(0, 12_000));

        server.send("PATCH", upload, BodyPublishers.noBody(), "Content-Type", PART, "Upload-Complete", "?1")
                .assertRefused(400, "invalid_parameter");
        patch(upload, 12_000, "1", new byte[0]).assertRefused(400, "invalid_parameter");
        server.send("PATCH", upload, BodyPublishers.noBody(), "Content-Type", "image/png", "Upload-Offset", "12000",
                "Upload-Complete", "?1").assertRefused(415, "unsupported_content_type");
        start("/upload/resumable", PICTURE).assertRefused(412, "unsupported_version");
        start("/upload/resumable", PICTURE, "Upload-Complete", "yes").assertRefused(412, "unsupported_version");
        start("/upload", PICTURE, "Upload-Complete", "?1", "Idempotency-Key", "k")
                .assertRefused(400, "invalid_parameter");
        start("/upload", PICTURE, "Upload-Complete", "?0", "Upload-Length", "200001").assertRefused(413, "too_large");
        server.send("POST", "/upload" + FIELDS, BodyPublishers.noBody(), "Content-Type", "text/plain",
                "Upload-Complete", "?0").assertRefused(415, "unsupported_content_type");
        server.send("POST", "/upload/resumable?nobody=alice", BodyPublishers.noBody(), "Upload-Complete", "?0")
                .assertRefused(400, "invalid_parameter");
        assertThat(server.head(upload).header("Upload-Offset")).isEqualTo("12000");
    }

    @Test
    void bytesThatAreNoPictureAreRefusedAndLeaveNothing() {
        Answer refused = start("/upload", "no image!".getBytes(UTF_8), "Upload-Complete", "?1");

        refused.assertRefused(415, "unsupported_image");
        assertThat(refused.header("Upload-Complete")).isEqualTo("?1");
        assertThat(server.store.keys()).isEmpty();
    }

    @Test
    void aDigestIsCheckedBeforeAnyByteIsAdded() {
        String upload = started(part(0, 12_000));

        patch(upload, 12_000, "?1", part(12_000, 25_000), "Content-Digest",
                "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":")
                .assertRefused(400, "digest_mismatch");

        assertThat(server.head(upload).header("Upload-Offset")).isEqualTo("12000");
    }

    @Test
    void withoutTheHeaderAnUploadIsAsBefore() {
        assertThat(start("/upload", PICTURE, "Upload-Complete", "maybe").header("Upload-Offset")).isNull();
        Answer options = server.send("OPTIONS", "/upload", BodyPublishers.noBody());
        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Upload-Limit")).isEqualTo("max-size=200000");
        assertThat(options.header("Accept-Patch")).isEqualTo(PART);
    }

    private String post(String version) {
        return "POST /upload" + FIELDS + " HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nUpload-Complete: ?1\r\n"
                + version + "Content-Length: 25000\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"6", "8"})
    void interimResponsesTellTheAddressAndTheOffset(String version) {
        RawExchange client = RawExchange.on(server).write(post("Upload-Draft-Interop-Version: " + version + "\r\n"));

        String first = client.readHeaders();
        assertThat(first).startsWith("HTTP/1.1 104 ")
                .contains("Location: /upload/resumable/", "Upload-Limit: max-size=200000",
                        "Upload-Draft-Interop-Version: " + version);
        assertThat(client.write(part(0, 10_000)).readHeaders()).startsWith("HTTP/1.1 104 ")
                .contains("Upload-Offset: 10000");
        assertThat(client.write(part(10_000, 20_000)).readHeaders()).contains("Upload-Offset: 20000");
        client.write(part(20_000, 22_000)).endOutput().readAll();

        String upload = location(first);
        assertThat(server.head(upload).header("Upload-Offset")).isEqualTo("22000");
        assertStored(patch(upload, 22_000, "?1", part(22_000, 25_000)));
    }

    @Test
    void theOffsetCountsBytesThatAreStillBeingStored() {
        RawExchange client = RawExchange.on(server).write(post("Upload-Draft-Interop-Version: 8\r\n"));
        String upload = location(client.readHeaders());
        assertThat(client.write(part(0, 12_000)).readHeaders()).contains("Upload-Offset: 10000");

        client.disconnect();

        assertThat(server.head(upload).header("Upload-Offset")).isEqualTo("12000");
    }

    private static String location(String head) {
        return head.lines().filter(line -> line.startsWith("Location: ")).findFirst().orElseThrow()
                .substring("Location: ".length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Upload-Draft-Interop-Version: 5\r\n", "Upload-Draft-Interop-Version: x\r\n",
        "Upload-Draft-Interop-Version: 6\r\nUpload-Draft-Interop-Version: 8\r\n"})
    void otherClientsGetNoInterimResponse(String version) {
        assertThat(RawExchange.on(server).write(post(version)).write(PICTURE).readHeaders())
                .startsWith("HTTP/1.1 201 ");
    }

    @Test
    void aClientOfHttp10GetsNoInterimResponse() {
        assertThat(RawExchange.on(server)
                .write(post("Upload-Draft-Interop-Version: 6\r\n").replace("HTTP/1.1", "HTTP/1.0"))
                .write(PICTURE)
                .readHeaders()).startsWith("HTTP/1.1 201 ");
    }

    @Test
    void theOffsetNeverDecreases() {
        String upload = started(part(0, 12_000));

        for (String complete : List.of("?0", "?1")) {
            patch(upload, 0, complete, PICTURE).assertRefused(409, "mismatching_upload_offset");
            assertThat(server.head(upload).header("Upload-Offset")).isEqualTo("12000");
        }
    }
}
