package dev.darkroom.adapter.http.upload;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.FormBody;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Darkroom-If-Exists: return} on every kind of upload. */
class IfExistsTest extends WithServer {
    private static final String[] RETURN = {"Darkroom-If-Exists", "return"};
    private static final String OWNER =
            "user_id " + Base64.getEncoder().encodeToString(new byte[]{'a', 'l', 'i', 'c', 'e'});
    private static final int CLIENTS = 20;

    @Override
    protected TestServer.Builder options() {
        return TestServer.with().trashDays(30);
    }

    private static String[] and(String[] headers, String... more) {
        return Stream.concat(Arrays.stream(headers), Arrays.stream(more)).toArray(String[]::new);
    }

    private Answer start(String... headers) {
        return server.send("POST", "/uploads", BodyPublishers.ofString(
                "{\"user_id\":\"alice\",\"content_type\":\"image/png\",\"size\":%d}".formatted(png().length)),
                and(headers, "Content-Type", "application/json"));
    }

    private Answer sent(String... headers) {
        Answer started = start(headers);
        assertThat(server.send("PUT", started.text("url"), BodyPublishers.ofByteArray(png()), "Content-Type",
                "image/png").status()).isEqualTo(200);
        return started;
    }

    private Answer complete(Answer started, String... headers) {
        return server.send("POST", "/uploads/" + started.text("upload_id") + "/complete", BodyPublishers.noBody(),
                headers);
    }

    private Answer startTus(byte[] bytes, String... headers) {
        return server.send("POST", "/upload/resumable", BodyPublishers.ofByteArray(bytes), and(and(headers,
                "Tus-Resumable", "1.0.0", "Upload-Length", Integer.toString(png().length), "Upload-Metadata", OWNER),
                bytes.length == 0
                        ? new String[0]
                        : new String[]{"Content-Type", "application/offset+octet-stream"}));
    }

    private Answer patchTus(String upload, String... headers) {
        return server.send("PATCH", upload, BodyPublishers.ofByteArray(png()), and(headers, "Tus-Resumable", "1.0.0",
                "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream"));
    }

    private Answer startIetf(String path, byte[] bytes, String complete, String... headers) {
        return server.send("POST", path + "?user_id=alice", BodyPublishers.ofByteArray(bytes),
                and(headers, "Upload-Complete", complete, "Content-Type", "image/png"));
    }

    private Answer patchIetf(String upload, long offset, byte[] bytes, String... headers) {
        return server.send("PATCH", upload, BodyPublishers.ofByteArray(bytes), and(headers, "Upload-Complete", "?1",
                "Upload-Offset", Long.toString(offset), "Content-Type", "application/partial-upload"));
    }

    private static String location(Answer started) {
        return Objects.requireNonNull(started.header("Location"));
    }

    private int images() {
        return server.get("/images").json().required("items").size();
    }

    private void assertExisting(String id, Answer answer) {
        assertThat(answer.status()).as(() -> answer.json().toString()).isEqualTo(200);
        assertThat(answer.text("image_id")).isEqualTo(id);
        assertThat(answer.header("Location")).isEqualTo("/images/" + id);
        assertThat(images()).isEqualTo(1);
        assertThat(server.store.keys()).hasSize(1);
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void everyFormReturnsTheExistingImageAsItIs() {
        Answer first = server.uploadRaw("?user_id=alice&title=Kite", png(), RETURN);
        assertThat(first.status()).isEqualTo(201);
        String id = first.text("image_id");

        Answer raw = server.uploadRaw("?user_id=alice&title=Gull", png(), RETURN);
        assertExisting(id, raw);
        assertThat(raw.json()).isEqualTo(first.json());
        assertThat(raw.header("Idempotency-Replayed")).isNull();
        assertExisting(id, server.uploadForm(new FormBody().field("user_id", "alice").file("x.png", png()), RETURN));
        assertExisting(id, server.uploadJson("{\"user_id\":\"alice\",\"image\":\""
                + Base64.getEncoder().encodeToString(png()) + "\"}", RETURN));

        assertThat(server.uploadRaw("?user_id=alice", png(), "Darkroom-If-Exists", "return",
                "Content-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":").status())
                .as("another digest").isEqualTo(400);
        assertThat(server.uploadRaw("?user_id=alice", png()).status()).as("without the header").isEqualTo(201);
        assertThat(images()).isEqualTo(2);
    }

    @Test
    void otherOwnersOtherBytesAndTheTrashDoNotCount() {
        String id = server.upload("?user_id=alice");

        assertThat(server.uploadRaw("?user_id=bob", png(), RETURN).status()).isEqualTo(201);
        assertThat(server.uploadRaw("?user_id=alice", png(1_000), RETURN).status()).isEqualTo(201);
        server.delete("/images/" + id);
        Answer second = server.uploadRaw("?user_id=alice", png(), RETURN);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.text("image_id")).isNotEqualTo(id);
        server.delete("/images/" + second.text("image_id") + "?permanent=true");
        assertThat(server.uploadRaw("?user_id=alice", png(), RETURN).status()).isEqualTo(201);
    }

    @Test
    void anIdempotencyKeyAndTheHeaderGoTogether() {
        String[] headers = and(RETURN, "Idempotency-Key", "kite-1");
        Answer first = server.uploadRaw("?user_id=alice", png(), headers);
        Answer repeated = server.uploadRaw("?user_id=alice", png(), headers);

        assertThat(first.status()).isEqualTo(201);
        assertThat(repeated.status()).isEqualTo(201);
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(repeated.json()).isEqualTo(first.json());
        assertExisting(first.text("image_id"), server.uploadRaw("?user_id=alice", png(),
                and(RETURN, "Idempotency-Key", "kite-2")));
        assertExisting(first.text("image_id"), server.uploadRaw("?user_id=alice", png(),
                and(RETURN, "Idempotency-Key", "kite-2")));
    }

    @Test
    void aDirectUploadReturnsTheExistingImageIfItsStartOrItsEndSaysSo() {
        String id = server.upload("?user_id=alice");

        Answer byStart = sent(RETURN);
        assertExisting(id, complete(byStart));
        assertExisting(id, complete(byStart));
        Answer byEnd = sent();
        assertExisting(id, complete(byEnd, RETURN));
        assertThat(complete(sent()).status()).isEqualTo(201);
        assertThat(complete(sent(RETURN), RETURN).status()).isEqualTo(200);
        assertThat(images()).isEqualTo(2);
    }

    @Test
    void theFirstDirectUploadIsStored() {
        Answer started = sent(RETURN);

        assertThat(complete(started, RETURN).status()).isEqualTo(201);
        assertThat(complete(started, RETURN).status()).as("a repeated request").isEqualTo(201);
        assertThat(images()).isEqualTo(1);
    }

    @Test
    void tusPointsToTheExistingImage() {
        String id = server.upload("?user_id=alice");
        String image = "/images/" + id;

        Answer withUpload = startTus(png(), RETURN);
        assertThat(withUpload.status()).isEqualTo(201);
        assertThat(withUpload.header("Content-Location")).isEqualTo(image);
        String byStart = location(startTus(new byte[0], RETURN));
        String byEnd = location(startTus(new byte[0]));
        for (Answer last : List.of(patchTus(byStart), patchTus(byEnd, RETURN))) {
            assertThat(last.status()).isEqualTo(204);
            assertThat(last.header("Content-Location")).isEqualTo(image);
            assertThat(last.header("Upload-Offset")).isEqualTo(Integer.toString(png().length));
        }
        for (String upload : List.of(location(withUpload), byStart, byEnd)) {
            Answer progress = server.head(upload, "Tus-Resumable", "1.0.0");
            assertThat(progress.status()).isEqualTo(200);
            assertThat(progress.header("Content-Location")).isEqualTo(image);
            assertThat(progress.header("Upload-Offset")).isEqualTo(Integer.toString(png().length));
        }
        assertThat(images()).isEqualTo(1);
        assertThat(server.store.keys()).hasSize(1);

        Answer stored = patchTus(location(startTus(new byte[0])));
        assertThat(stored.header("Content-Location")).isNotEqualTo(image);
        assertThat(images()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/upload", "/upload/resumable"})
    void anIetfUploadReturnsTheExistingImage(String path) {
        String id = server.upload("?user_id=alice");

        Answer whole = startIetf(path, png(), "?1", RETURN);
        assertExisting(id, whole);
        assertThat(whole.header("Content-Location")).isEqualTo("/images/" + id);
        assertThat(whole.header("Upload-Complete")).isEqualTo("?1");
        String byStart = location(startIetf(path, new byte[0], "?0", RETURN));
        Answer byStartEnded = patchIetf(byStart, 0, png());
        assertExisting(id, byStartEnded);
        assertThat(byStartEnded.header("Content-Location")).isEqualTo("/images/" + id);
        assertExisting(id, patchIetf(byStart, png().length, new byte[0]));
        String byEnd = location(startIetf(path, new byte[0], "?0"));
        assertExisting(id, patchIetf(byEnd, 0, png(), RETURN));
        for (String upload : List.of(byStart, byEnd)) {
            Answer progress = server.head(upload);
            assertThat(progress.status()).isEqualTo(204);
            assertThat(progress.header("Upload-Complete")).isEqualTo("?1");
            assertThat(progress.header("Content-Location")).isEqualTo("/images/" + id);
        }

        assertThat(startIetf(path, png(), "?1").status()).isEqualTo(201);
        assertThat(images()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Return", "true", "replace", "return, return"})
    void anotherValueIsRefused(String value) {
        String[] header = {"Darkroom-If-Exists", value};
        Answer started = sent();
        String tus = location(startTus(new byte[0]));
        String ietf = location(startIetf("/upload", new byte[0], "?0"));

        List<Answer> answers = List.of(
                server.uploadRaw("?user_id=alice", png(), header),
                server.uploadForm(new FormBody().field("user_id", "alice").file("x.png", png()), header),
                start(header), complete(started, header), startTus(new byte[0], header), startTus(png(), header),
                startIetf("/upload", png(), "?1", header), startIetf("/upload/resumable", png(), "?1", header),
                patchTus(tus, header), patchIetf(ietf, 0, png(), header));

        for (Answer answer : answers) {
            answer.assertRefused(400, "invalid_parameter");
            assertThat(answer.text("detail")).startsWith("Darkroom-If-Exists must be return");
        }
        assertThat(images()).isZero();
        server.uploadRaw("?user_id=alice", png(), and(RETURN, RETURN)).assertRefused(400, "invalid_parameter");
    }

    @Test
    void theOwnerIsTheOneWhoIsSignedIn() {
        server = start(options().authenticate(TestServer::user));
        Answer alices = server.uploadRaw("?visibility=public", png(), and(RETURN, "Authorization", "Bearer alice"));

        Answer bobs = server.uploadRaw("", png(), and(RETURN, "Authorization", "Bearer bob"));
        assertThat(bobs.status()).isEqualTo(201);
        assertThat(bobs.text("image_id")).isNotEqualTo(alices.text("image_id"));
        server.uploadRaw("?user_id=alice", png(), and(RETURN, "Authorization", "Bearer bob"))
                .assertRefused(403, "forbidden");
        assertThat(server.uploadRaw("?user_id=alice", png(), and(RETURN, "Authorization", "Bearer admin"))
                .text("image_id")).isEqualTo(alices.text("image_id"));
    }

    @Test
    void concurrentUploadsOfOneFileMakeOneImage() throws InterruptedException, ExecutionException {
        List<Callable<String>> uploads = new ArrayList<>();
        for (int i = 0; i < CLIENTS / 4; i++) {
            uploads.add(() -> stored(server.uploadRaw("?user_id=alice", png(), RETURN)));
            uploads.add(() -> stored(startIetf("/upload", png(), "?1", RETURN)));
            uploads.add(() -> stored(complete(sent(), RETURN)));
            uploads.add(() -> Objects.requireNonNull(startTus(png(), RETURN).header("Content-Location"))
                    .replace("/images/", ""));
        }
        List<String> ids = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<String> upload : clients.invokeAll(uploads)) {
                ids.add(upload.get());
            }
        }

        assertThat(ids).hasSize(CLIENTS).containsOnly(ids.getFirst());
        assertThat(images()).isEqualTo(1);
        assertThat(server.store.keys()).hasSize(1);
    }

    private static String stored(Answer answer) {
        assertThat(answer.status()).as(() -> answer.json().toString()).isIn(200, 201);
        return answer.text("image_id");
    }
}
