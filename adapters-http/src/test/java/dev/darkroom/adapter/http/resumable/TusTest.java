package dev.darkroom.adapter.http.resumable;

import static dev.darkroom.adapter.http.testkit.TestServer.PART_BYTES;
import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** tus 1.0.0. */
class TusTest extends WithServer {
    private static final byte[] PICTURE = png(25_000);
    private static final String OWNER = "user_id " + base64("alice");
    private static final String BYTES = "application/offset+octet-stream";

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static byte[] part(int from, int to) {
        return Arrays.copyOfRange(PICTURE, from, to);
    }

    private static String[] tus(String... headers) {
        return Stream.concat(Stream.of("Tus-Resumable", "1.0.0"), Arrays.stream(headers)).toArray(String[]::new);
    }

    private Answer post(String... headers) {
        return server.send("POST", "/upload/resumable", BodyPublishers.noBody(), tus(headers));
    }

    private String started(long length) {
        Answer answer = post("Upload-Length", Long.toString(length), "Upload-Metadata", OWNER);
        assertThat(answer.status()).as(() -> new String(answer.bytes(), UTF_8)).isEqualTo(201);
        return Objects.requireNonNull(answer.header("Location"));
    }

    private Answer patch(String upload, long offset, byte[] bytes, String... headers) {
        return server.send("PATCH", upload, BodyPublishers.ofByteArray(bytes), Stream.concat(
                Stream.of(tus("Content-Type", BYTES, "Upload-Offset", Long.toString(offset))), Arrays.stream(headers))
                .toArray(String[]::new));
    }

    private Answer head(String upload) {
        return server.head(upload, tus());
    }

    private byte[] stored(Answer finished) {
        String id = Objects.requireNonNull(finished.header("Content-Location"));
        return server.get(server.get(id).text("url")).bytes();
    }

    @Test
    void bytesOfSeveralRequestsMakeAnImage() {
        Answer started = post("Upload-Length", "25000", "Upload-Metadata",
                OWNER + ",filename " + base64("Möwe.png") + ",title " + base64("Gull") + ",tags " + base64("sea,Bird")
                        + ",visibility " + base64("public") + ",filetype " + base64("image/png") + ",is_draft");
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.header("Upload-Expires")).isEqualTo("Mon, 23 Nov 2026 23:26:11 GMT");
        String upload = Objects.requireNonNull(started.header("Location"));
        assertThat(upload).startsWith("/upload/resumable/");

        Answer first = patch(upload, 0, part(0, 12_000));
        assertThat(first.status()).isEqualTo(204);
        assertThat(first.header("Upload-Offset")).isEqualTo("12000");
        assertThat(head(upload).header("Upload-Offset")).isEqualTo("12000");
        Answer last = patch(upload, 12_000, part(12_000, 25_000));

        assertThat(last.status()).isEqualTo(204);
        assertThat(last.header("Upload-Offset")).isEqualTo("25000");
        assertThat(stored(last)).isEqualTo(PICTURE);
        Answer image = server.get(Objects.requireNonNull(last.header("Content-Location")));
        assertThat(image.text("filename")).isEqualTo("Möwe.png");
        assertThat(image.text("title")).isEqualTo("Gull");
        assertThat(image.text("visibility")).isEqualTo("public");
        assertThat(image.json().path("tags")).extracting(tag -> tag.asText()).containsExactly("sea", "bird");
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void theProgressHasWhatTheClientSent() {
        Answer started = post("Upload-Length", "25000", "Upload-Metadata", OWNER + ",relativePath " + base64("a/b"));
        Answer progress = head(Objects.requireNonNull(started.header("Location")));

        assertThat(progress.status()).isEqualTo(200);
        assertThat(progress.header("Upload-Offset")).isEqualTo("0");
        assertThat(progress.header("Upload-Length")).isEqualTo("25000");
        assertThat(progress.header("Upload-Metadata")).isEqualTo(OWNER + ",relativePath " + base64("a/b"));
        assertThat(progress.header("Cache-Control")).isEqualTo("no-store");
        assertThat(progress.header("Tus-Resumable")).isEqualTo("1.0.0");
    }

    @Test
    void aFinishedUploadHasItsWholeOffsetAndItsImageForADay() {
        String upload = started(25_000);
        Answer last = patch(upload, 0, PICTURE);

        server.clock.advance(Duration.ofHours(23));
        Answer progress = head(upload);
        assertThat(progress.header("Upload-Offset")).isEqualTo("25000");
        assertThat(progress.header("Content-Location")).isEqualTo(last.header("Content-Location")).isNotNull();
        assertThat(progress.header("Upload-Metadata")).isEqualTo(OWNER);

        server.clock.advance(Duration.ofHours(1).plusSeconds(1));
        assertThat(head(upload).status()).isEqualTo(404);
        assertThat(stored(last)).isEqualTo(PICTURE);
    }

    @Test
    void aFinishedUploadThatIsDeletedIsForgottenAndItsImageStays() {
        String upload = started(25_000);
        Answer last = patch(upload, 0, PICTURE);

        assertThat(server.delete(upload, tus()).status()).isEqualTo(204);

        assertThat(head(upload).status()).isEqualTo(404);
        server.delete(upload, tus()).assertRefused(404, "not_found");
        assertThat(stored(last)).isEqualTo(PICTURE);
    }

    @Test
    void anUploadCanBeStartedWithItsBytes() {
        Answer started = server.send("POST", "/upload/resumable", BodyPublishers.ofByteArray(part(0, 20_000)),
                tus("Upload-Length", "25000", "Upload-Metadata", OWNER, "Content-Type", BYTES));
        assertThat(started.status()).isEqualTo(201);
        assertThat(started.header("Upload-Offset")).isEqualTo("20000");
        Answer whole = server.send("POST", "/upload/resumable", BodyPublishers.ofByteArray(PICTURE),
                tus("Upload-Length", "25000", "Upload-Metadata", OWNER, "Content-Type", BYTES));

        assertThat(whole.status()).isEqualTo(201);
        assertThat(whole.header("Location")).startsWith("/upload/resumable/");
        assertThat(stored(whole)).isEqualTo(PICTURE);
    }

    @Test
    void theLengthMayBeToldLater() {
        Answer started = post("Upload-Defer-Length", "1", "Upload-Metadata", OWNER);
        String upload = Objects.requireNonNull(started.header("Location"));
        assertThat(head(upload).header("Upload-Defer-Length")).isEqualTo("1");
        assertThat(patch(upload, 0, part(0, 25_000)).status()).isEqualTo(204);
        assertThat(head(upload).header("Content-Location")).isNull();

        Answer last = patch(upload, 25_000, new byte[0], "Upload-Length", "25000");

        assertThat(last.status()).isEqualTo(204);
        assertThat(stored(last)).isEqualTo(PICTURE);
    }

    @Test
    void aCancelledUploadLeavesNothing() {
        String upload = started(25_000);
        patch(upload, 0, part(0, 12_000));

        assertThat(server.delete(upload, tus()).status()).isEqualTo(204);

        assertThat(head(upload).status()).isEqualTo(404);
        server.delete(upload, tus()).assertRefused(404, "not_found");
        patch(upload, 12_000, part(12_000, 25_000)).assertRefused(404, "not_found");
        assertThat(server.store.keys()).isEmpty();
    }

    @Test
    void anAbandonedUploadExpires() {
        String upload = started(25_000);
        patch(upload, 0, part(0, 12_000));

        server.clock.advance(Duration.ofDays(1).plusSeconds(1));

        assertThat(head(upload).status()).isEqualTo(404);
        patch(upload, 12_000, part(12_000, 25_000)).assertRefused(404, "not_found");
    }

    @Test
    void checksumsAreCheckedBeforeAnyByteIsAdded() throws Exception {
        String upload = started(25_000);
        byte[] bytes = part(0, 12_000);
        String sha1 = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(bytes));
        String sha256 = Base64.getEncoder().encodeToString(
                MessageDigest.getInstance("SHA-256").digest(part(12_000, 25_000)));

        patch(upload, 0, part(1, 12_001), "Upload-Checksum", "sha1 " + sha1).assertRefused(460, "checksum_mismatch");
        assertThat(head(upload).header("Upload-Offset")).isEqualTo("0");
        assertThat(patch(upload, 0, bytes, "Upload-Checksum", "sha1 " + sha1).status()).isEqualTo(204);
        Answer last = patch(upload, 12_000, part(12_000, 25_000), "Upload-Checksum", "sha256 " + sha256);

        assertThat(stored(last)).isEqualTo(PICTURE);
    }

    @Test
    void aBodyWithAChecksumIsNotLargerThanOneUpload() throws Exception {
        String upload = started(TestServer.MAX_DIRECT_UPLOAD_BYTES);
        byte[] bytes = png(TestServer.MAX_DIRECT_UPLOAD_BYTES);
        byte[] largest = Arrays.copyOf(bytes, TestServer.MAX_UPLOAD_BYTES);
        String checksum =
                "sha1 " + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1").digest(largest));

        patch(upload, 0, Arrays.copyOf(bytes, TestServer.MAX_UPLOAD_BYTES + 1), "Upload-Checksum", checksum)
                .assertRefused(413, "too_large");
        server.send("PATCH", upload, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(bytes)),
                tus("Content-Type", BYTES, "Upload-Offset", "0", "Upload-Checksum", checksum))
                .assertRefused(413, "too_large");
        assertThat(head(upload).header("Upload-Offset")).isEqualTo("0");

        assertThat(patch(upload, 0, largest, "Upload-Checksum", checksum).header("Upload-Offset"))
                .isEqualTo(Integer.toString(TestServer.MAX_UPLOAD_BYTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"md5 AAAA", "sha1", "sha1 AAAA", "sha1 !", "sha256 AAAA=", "SHA1 AAAA"})
    void anUnknownOrMalformedChecksumIsRefused(String checksum) {
        String upload = started(25_000);

        patch(upload, 0, part(0, 5), "Upload-Checksum", checksum).assertRefused(400, "invalid_parameter");

        assertThat(head(upload).header("Upload-Offset")).isEqualTo("0");
    }

    @Test
    void anotherMethodCanBeSentAsPost() {
        String upload = started(25_000);

        Answer first = server.send("POST", upload, BodyPublishers.ofByteArray(part(0, 12_000)),
                tus("X-HTTP-Method-Override", "PATCH", "Content-Type", BYTES, "Upload-Offset", "0"));
        assertThat(first.header("Upload-Offset")).isEqualTo("12000");
        Answer progress = server.send("POST", upload, BodyPublishers.noBody(), tus("X-HTTP-Method-Override", "HEAD"));
        assertThat(progress.header("Upload-Offset")).isEqualTo("12000");
        server.send("POST", upload, BodyPublishers.noBody(), tus()).assertRefused(405, "method_not_allowed");
        assertThat(server.send("POST", upload, BodyPublishers.noBody(), tus("X-HTTP-Method-Override", "DELETE"))
                .status()).isEqualTo(204);

        assertThat(head(upload).status()).isEqualTo(404);
    }

    @Test
    void optionsTellTheLimits() {
        Answer options = server.send("OPTIONS", "/upload/resumable", BodyPublishers.noBody(), "Tus-Resumable", "0.9");

        assertThat(options.status()).isEqualTo(204);
        assertThat(options.header("Tus-Resumable")).isEqualTo("1.0.0");
        assertThat(options.header("Tus-Version")).isEqualTo("1.0.0");
        assertThat(options.header("Tus-Max-Size")).isEqualTo("200000");
        assertThat(options.header("Tus-Extension"))
                .isEqualTo("creation,creation-with-upload,creation-defer-length,termination,expiration,checksum");
        assertThat(options.header("Tus-Checksum-Algorithm")).isEqualTo("sha1,sha256");
        assertThat(options.header("Upload-Limit")).isEqualTo("max-size=200000");
    }

    @Test
    void anotherVersionIsRefused() {
        String upload = started(25_000);
        for (Answer refused : List.of(
                server.send("POST", "/upload/resumable", BodyPublishers.noBody(), "Tus-Resumable", "0.2.2",
                        "Upload-Length", "5", "Upload-Metadata", OWNER),
                server.send("POST", "/upload/resumable", BodyPublishers.noBody(), "Upload-Length", "5"),
                server.send("PATCH", upload, BodyPublishers.noBody(), "Tus-Resumable", "2.0.0", "Content-Type", BYTES,
                        "Upload-Offset", "0"),
                server.send("PATCH", upload, BodyPublishers.noBody(), "Content-Type", BYTES, "Upload-Offset", "0"),
                server.delete(upload, "Tus-Resumable", "1.0"))) {
            refused.assertRefused(412, "unsupported_version");
            assertThat(refused.header("Tus-Version")).isEqualTo("1.0.0");
            assertThat(refused.header("Tus-Resumable")).isEqualTo("1.0.0");
        }
        assertThat(head(upload).header("Upload-Offset")).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_parameter, ''",
        "400, invalid_parameter, Upload-Length: -1",
        "400, invalid_parameter, Upload-Length: 1e3",
        "400, invalid_parameter, Upload-Length: 99999999999999999999",
        "400, invalid_parameter, Upload-Length: 5;Upload-Length: 5",
        "400, invalid_parameter, Upload-Length: 5;Upload-Defer-Length: 1",
        "400, invalid_parameter, Upload-Defer-Length: 2",
        "413, too_large, Upload-Length: 200001;Upload-Metadata: user_id YQ==",
        "400, invalid_parameter, Upload-Length: 5;Upload-Metadata: user_id #",
        "400, invalid_parameter, Upload-Length: 5;Upload-Metadata: filename YQ==",
        "400, invalid_parameter, 'Upload-Length: 5;Upload-Metadata: user_id YQ==,user_id YQ=='",
        "400, invalid_parameter, 'Upload-Length: 5;Upload-Metadata: user_id YQ==,,'",
        "400, invalid_parameter, 'Upload-Length: 5;Upload-Metadata: user_id YQ==,title /w=='",
        "400, invalid_parameter, 'Upload-Length: 5;Upload-Metadata: user_id YQ==,visibility YQ=='",
    })
    void aMalformedStartIsRefused(int status, String code, String headers) {
        String[] all = Arrays.stream(headers.split(";", -1)).filter(line -> !line.isEmpty())
                .flatMap(line -> Arrays.stream(line.split(": ", 2)))
                .toArray(String[]::new);
        Answer refused = post(all);

        refused.assertRefused(status, code);
        assertThat(refused.header("Tus-Resumable")).isEqualTo("1.0.0");
    }

    @Test
    void metadataIsLimited() {
        post("Upload-Length", "5", "Upload-Metadata", OWNER + ",x " + "A".repeat(8 * 1024))
                .assertRefused(400, "invalid_parameter");
        int rest = 8 * 1024 - OWNER.length() - 3;
        assertThat(post("Upload-Length", "5", "Upload-Metadata", OWNER + ",x " + "A".repeat(rest / 4 * 4)).status())
                .isEqualTo(201);
    }

    @Test
    void bytesThatAreNoPictureAreRefusedAndLeaveNothing() {
        String upload = started(9);

        patch(upload, 0, "no image!".getBytes(UTF_8)).assertRefused(415, "unsupported_image");

        assertThat(head(upload).status()).isEqualTo(404);
        assertThat(server.store.keys()).isEmpty();
        assertThat(server.spooled()).isEmpty();
        post("Upload-Length", "0", "Upload-Metadata", OWNER).assertRefused(415, "unsupported_image");
    }

    @Test
    void aWrongOffsetIsRefusedWithTheRightOne() {
        String upload = started(25_000);
        patch(upload, 0, part(0, 12_000));

        for (long wrong : List.of(0L, 11_999L, 12_001L, 25_000L, 99_999_999_999L)) {
            Answer refused = patch(upload, wrong, part(0, 100));
            refused.assertRefused(409, "mismatching_upload_offset");
            assertThat(refused.header("Upload-Offset")).isEqualTo("12000");
            assertThat(refused.json().path("expected-offset").asLong()).isEqualTo(12_000);
            assertThat(refused.json().path("provided-offset").asLong()).isEqualTo(wrong);
        }
        for (String malformed : List.of("-1", "x", "1.5", "")) {
            server.send("PATCH", upload, BodyPublishers.ofByteArray(part(0, 10)),
                    tus("Content-Type", BYTES, "Upload-Offset", malformed)).assertRefused(400, "invalid_parameter");
        }
        server.send("PATCH", upload, BodyPublishers.ofByteArray(part(0, 10)), tus("Content-Type", BYTES))
                .assertRefused(400, "invalid_parameter");
        server.send("PATCH", upload, BodyPublishers.ofByteArray(part(0, 10)),
                tus("Content-Type", "image/png", "Upload-Offset", "12000"))
                .assertRefused(415, "unsupported_content_type");
        assertThat(head(upload).header("Upload-Offset")).isEqualTo("12000");
    }

    @Test
    void moreBytesThanTheLengthAreRefused() {
        String upload = started(12_000);

        patch(upload, 0, part(0, 12_001)).assertRefused(400, "inconsistent_upload_length");
        server.send("PATCH", upload, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(part(0, 9_000))),
                tus("Content-Type", BYTES, "Upload-Offset", "0"));
        patch(upload, 9_000, part(9_000, 10_000), "Upload-Length", "13000")
                .assertRefused(400, "inconsistent_upload_length");
        Answer last = patch(upload, 9_000, part(9_000, 12_000));
        patch(upload, 12_000, part(12_000, 12_001)).assertRefused(400, "inconsistent_upload_length");
        assertThat(patch(upload, 12_000, new byte[0]).header("Content-Location"))
                .isEqualTo(last.header("Content-Location")).isNotNull();
    }

    @Test
    void moreBytesThanTheLengthAreRefusedAlsoAtTheEndOfAPart() {
        String upload = started(PART_BYTES);

        server.send("PATCH", upload, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(part(0, PART_BYTES + 1))),
                tus("Content-Type", BYTES, "Upload-Offset", "0")).assertRefused(400, "inconsistent_upload_length");

        assertThat(head(upload).header("Upload-Offset")).isEqualTo("0");
    }

    @Test
    void moreBytesThanTheLimitAreRefused() {
        Answer started = post("Upload-Defer-Length", "1", "Upload-Metadata", OWNER);
        String upload = Objects.requireNonNull(started.header("Location"));

        Answer refused = patch(upload, 0, new byte[TestServer.MAX_DIRECT_UPLOAD_BYTES + 1]);

        refused.assertRefused(413, "too_large");
        assertThat(refused.header("Upload-Limit")).isEqualTo("max-size=200000");
        patch(upload, 0, part(0, 10), "Upload-Length", "200001").assertRefused(413, "too_large");
    }

    private RawExchange raw(String upload, int contentLength) {
        return RawExchange.on(server).write("PATCH " + URI.create(upload).getRawPath() + " HTTP/1.1\r\nHost: a\r\n"
                + "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: " + BYTES + "\r\nContent-Length: "
                + contentLength + "\r\n\r\n");
    }

    @Test
    void bytesOfABrokenBodyAreKept() {
        String upload = started(25_000);

        String answer = raw(upload, 25_000).write(part(0, PART_BYTES + 2_000)).endOutput().readAll();

        assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Connection: close", "Retry-After: 1");
        assertThat(head(upload).header("Upload-Offset")).isEqualTo(Integer.toString(PART_BYTES + 2_000));
        assertThat(stored(patch(upload, PART_BYTES + 2_000, part(PART_BYTES + 2_000, 25_000)))).isEqualTo(PICTURE);
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void theProgressWaitsForABodyThatBreaksOff() throws Exception {
        String upload = started(25_000);
        RawExchange body = raw(upload, 25_000).write(part(0, PART_BYTES + 2_000));
        while (server.store.keys().isEmpty()) {
            Thread.onSpinWait();
        }

        CompletableFuture<Answer> progress = CompletableFuture.supplyAsync(() -> head(upload));
        body.endOutput().readAll();

        assertThat(progress.get().header("Upload-Offset")).isEqualTo(Integer.toString(PART_BYTES + 2_000));
    }

    private RawExchange announced(String upload) {
        return RawExchange.on(server).write("PATCH " + upload + " HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\n"
                + "Upload-Offset: 0\r\nContent-Type: " + BYTES
                + "\r\nContent-Length: 25000\r\nExpect: 100-continue\r\n\r\n");
    }

    /** Browsers do so by themselves if a connection breaks that has been used before. */
    @Test
    void anAppendThatIsSentAgainIsRefusedBeforeItsBody() {
        String upload = started(25_000);
        RawExchange broken = announced(upload).expect("HTTP/1.1 100 Continue\r\n\r\n").write(part(0, 2_000));

        List<RawExchange> again = Stream.generate(() -> announced(upload)).limit(4).toList();
        broken.endOutput().readAll();

        assertThat(again).allSatisfy(exchange -> assertThat(exchange.readHeaders()).startsWith("HTTP/1.1 409 "));
        assertThat(head(upload).header("Upload-Offset")).isEqualTo("2000");
    }

    @Test
    void bytesBeforeABodyStoodStillAreKept() {
        server = start(TestServer.with().shortTimeout());
        String upload = started(25_000);

        String answer = raw(upload, 25_000).write(part(0, 15_000)).readAll();

        assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Retry-After: 1");
        assertThat(head(upload).header("Upload-Offset")).isEqualTo("15000");
    }

    @Test
    void bytesOfABrokenBodyWithAChecksumAreDiscarded() {
        String upload = started(25_000);

        String answer = RawExchange.on(server).write("PATCH " + upload + " HTTP/1.1\r\nHost: a\r\n"
                + "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: " + BYTES
                + "\r\nUpload-Checksum: sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\nContent-Length: 25000\r\n\r\n")
                .write(part(0, 20_000))
                .endOutput()
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 503 ");
        assertThat(head(upload).header("Upload-Offset")).isEqualTo("0");
    }

    @Test
    void ofConcurrentAppendsOneWins() {
        String upload = started(25_000);
        List<Answer> answers = IntStream.range(0, 8).parallel()
                .mapToObj(i -> patch(upload, 0, part(0, 12_000 + i)))
                .toList();

        assertThat(answers).filteredOn(answer -> answer.status() == 204).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(7);
        int offset = Integer.parseInt(Objects.requireNonNull(head(upload).header("Upload-Offset")));
        assertThat(stored(patch(upload, offset, part(offset, 25_000)))).isEqualTo(PICTURE);
    }

    @Test
    void anOverloadedServerLetsTheClientTryAgain() {
        server = start(TestServer.with().requestsPerMinute(1));
        server.head("/upload/resumable/x", tus());

        Answer refused = server.send("PATCH", "/upload/resumable/x", BodyPublishers.noBody(), tus());

        refused.assertRefused(503, "unavailable");
        assertThat(refused.header("Retry-After")).isNotNull();
    }

    @Test
    void anUploadCanContinueAfterTheStoreWasUnreachable() {
        String upload = started(25_000);
        patch(upload, 0, part(0, 12_000));
        server.store.setOutOfReach(true);
        patch(upload, 12_000, part(12_000, 25_000)).assertRefused(503, "unavailable");

        server.store.setOutOfReach(false);
        assertThat(stored(patch(upload, 12_000, part(12_000, 25_000)))).isEqualTo(PICTURE);
    }

    @Test
    void theQuotaHoldsFromTheStart() {
        server = start(TestServer.with().quotaBytes(30_000));
        String upload = started(25_000);
        post("Upload-Length", "5001", "Upload-Metadata", OWNER).assertRefused(413, "quota_exceeded");

        assertThat(server.delete(upload, tus()).status()).isEqualTo(204);

        assertThat(started(25_000)).isNotEmpty();
    }

    @Test
    void behindAPublicAddressTheLocationIsAbsolute() {
        server = start(TestServer.with().publicUrl(URI.create("https://pictures.example/darkroom")));

        assertThat(post("Upload-Length", "5", "Upload-Metadata", OWNER).header("Location"))
                .startsWith("https://pictures.example/darkroom/upload/resumable/");
    }
}
