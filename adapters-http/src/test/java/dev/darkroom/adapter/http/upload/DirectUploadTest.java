package dev.darkroom.adapter.http.upload;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** {@code /uploads} and {@code PUT /blobs/…}: expiry and broken bodies. The suite of all deployments tests the rest. */
class DirectUploadTest extends WithServer {
    private static final byte[] PICTURE = png(1_000);

    private Answer startUpload(String json) {
        return server.send("POST", "/uploads", BodyPublishers.ofString(json), "Content-Type", "application/json");
    }

    private Answer started() {
        Answer answer = startUpload("{\"user_id\":\"alice\",\"content_type\":\"image/png\",\"size\":1000}");
        assertThat(answer.status()).as(() -> answer.json().toString()).isEqualTo(201);
        return answer;
    }

    private Answer put(String url) {
        return server.send("PUT", url, BodyPublishers.ofByteArray(PICTURE), "Content-Type", "image/png");
    }

    private Answer complete(Answer started) {
        return server.send("POST", "/uploads/" + started.text("upload_id") + "/complete", BodyPublishers.noBody());
    }

    @Test
    void anUploadWithoutAFilenameGetsOneByItsType() {
        Answer started = started();
        assertThat(put(started.text("url")).status()).isEqualTo(200);

        Answer completed = complete(started);

        assertThat(completed.status()).isEqualTo(201);
        assertThat(completed.text("filename")).isEqualTo("image.png");
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void anExpiredUrlIsRefusedAndArrivedBytesCanStillBeCompleted() {
        Answer inTime = started();
        Answer late = started();
        assertThat(put(inTime.text("url")).status()).isEqualTo(200);

        server.clock.advance(Duration.ofHours(1).plusSeconds(1));

        put(late.text("url")).assertRefused(403, "link_expired");
        complete(late).assertRefused(409, "upload_incomplete");
        assertThat(complete(inTime).status()).isEqualTo(201);
    }

    @Test
    void anUploadCannotBeCompletedAfterADay() {
        Answer started = started();
        put(started.text("url"));

        server.clock.advance(Duration.ofHours(24).plusSeconds(1));

        complete(started).assertRefused(404, "not_found");
    }

    @Test
    void aUrlForFetchingIsRefusedForSending() {
        String id = server.upload("?user_id=alice");

        put(server.get("/images/" + id).text("url")).assertRefused(403, "link_forged");
        put("/blobs/x").assertRefused(403, "link_forged");
    }

    @Test
    void anIncompleteBodyStoresNothing() {
        Answer started = started();
        URI url = URI.create(started.text("url"));

        String answer = RawExchange.on(server)
                .write("PUT " + url.getRawPath() + "?" + url.getRawQuery() + " HTTP/1.1\r\nHost: a\r\n"
                        + "Content-Type: image/png\r\nContent-Length: 1000\r\n\r\nonly this")
                .endOutput()
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("invalid_request");
        assertThat(server.store.keys()).isEmpty();
        assertThat(server.spooled()).isEmpty();
        assertThat(put(started.text("url")).status()).isEqualTo(200);
    }

    @Test
    void aBodyOfUnknownLengthIsRefused() {
        Answer started = started();

        Answer answer = server.send("PUT", started.text("url"),
                BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(PICTURE)), "Content-Type", "image/png");

        answer.assertRefused(403, "link_forged");
        assertThat(server.store.keys()).isEmpty();
    }

    @Test
    void jsonThatIsTooLongIsRefused() {
        startUpload("{\"user_id\":\"" + "a".repeat(70_000) + "\"}").assertRefused(413, "too_large");
    }

    @Test
    void anUploadCanBeCompletedAfterTheStoreWasUnreachable() {
        Answer started = started();
        put(started.text("url"));
        server.store.setOutOfReach(true);
        complete(started).assertRefused(503, "unavailable");

        server.store.setOutOfReach(false);
        assertThat(complete(started).status()).isEqualTo(201);
    }

    @Test
    void withoutDirectUploadsTheRoutesAreNeitherServedNorMentioned() {
        server = start(TestServer.with().withoutBlobs().withoutDirectUploads());

        server.get("/uploads").assertRefused(404, "not_found");
        Answer tooLarge = server.uploadRaw("?user_id=alice", png(TestServer.MAX_UPLOAD_BYTES + 1));
        tooLarge.assertRefused(413, "too_large");
        assertThat(tooLarge.text("detail")).doesNotContain("/uploads");
    }
}
