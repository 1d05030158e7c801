package dev.darkroom.adapter.http.upload;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static dev.darkroom.adapter.http.upload.UploadTest.base64;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.FormBody;
import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServer;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.port.in.upload.UploadImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /upload} with {@code Idempotency-Key}. */
class IdempotencyTest extends WithServer {
    private static final String KEY = "Idempotency-Key";

    @AfterEach
    void stop() {
        server.close();
        assertThat(spoolFolder).isEmptyDirectory();
    }

    private int stored() {
        return server.catalog.list(new PageRequest(ImageFilter.ALL, SortOrder.NEWEST_FIRST, null, 100)).images().size();
    }

    @Test
    void aRepetitionGetsTheFirstResponseAndIsMarked() {
        Answer first = server.uploadRaw("?user_id=alice&title=A+kite", png(), KEY, "a");
        Answer repeated = server.uploadRaw("?user_id=alice&title=A+kite", png(), KEY, "a");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(repeated.status()).isEqualTo(201);
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(repeated.header("Location")).isEqualTo(first.header("Location"));
        assertThat(repeated.bytes()).isEqualTo(first.bytes());
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void theSameUploadInAnotherFormIsARepetition() {
        Answer first = server.uploadForm(
                new FormBody().file("kite.png", png()).field("user_id", "alice").field("tags", "Sea, kite"), KEY, "a");
        Answer json = server.uploadJson(
                "{\"user_id\": \"alice\", \"filename\": \"kite.png\", \"tags\": [\"sea\", \"kite\"], \"title\": null, \"image\": \"%s\"}"
                        .formatted(base64(png())),
                KEY, "a");
        Answer raw = server.uploadRaw("?user_id=alice&filename=kite.png&tags=sea&tags=kite&visibility=private", png(),
                KEY, "a");

        assertThat(first.status()).isEqualTo(201);
        assertThat(json.bytes()).isEqualTo(first.bytes());
        assertThat(raw.bytes()).isEqualTo(first.bytes());
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void anotherRequestWithTheKeyIsRefused() {
        server.uploadRaw("?user_id=alice", png(), KEY, "a");

        Answer other = server.uploadRaw("?user_id=alice&title=A+kite", png(), KEY, "a");

        other.assertRefused(422, "idempotency_key_reused");
        assertThat(other.text("detail")).contains("Idempotency-Key", "new key");
        assertThat(server.uploadRaw("?user_id=bob&title=A+kite", png(), KEY, "a").status()).isEqualTo(201);
    }

    @Test
    void aRefusedPictureDoesNotUseTheKey() {
        server.uploadRaw("?user_id=alice", new byte[]{1}, KEY, "a").assertRefused(415, "unsupported_image");

        assertThat(server.uploadRaw("?user_id=alice", png(), KEY, "a").status()).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "é"})
    void aMalformedKeyIsRefused(String key) {
        refuseTheKey(RawExchange.on(server)
                .write("POST /upload?user_id=alice HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\nIdempotency-Key: "
                        + key
                        + "\r\nContent-Length: " + png().length + "\r\nConnection: close\r\n\r\n")
                .write(png())
                .readAll());
    }

    @Test
    void aKeyThatIsTooLongOrGivenTwiceIsRefused() {
        server.uploadRaw("?user_id=alice", png(), KEY, "k".repeat(256)).assertRefused(400, "invalid_parameter");
        server.uploadRaw("?user_id=alice", png(), KEY, "a", KEY, "a").assertRefused(400, "invalid_parameter");
        assertThat(server.uploadRaw("?user_id=alice", png(), KEY, "k".repeat(255)).status()).isEqualTo(201);
    }

    private void refuseTheKey(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 400").contains("invalid_parameter", "Idempotency-Key must");
        assertThat(stored()).isZero();
    }

    @Test
    void aRepetitionDuringTheUploadIsRefusedWithRetryAfter() {
        server = start(TestServer.with().uploadImage(_ -> _ -> new UploadImage.Result.InFlight()));

        Answer answer = server.uploadRaw("?user_id=alice", png(), KEY, "a");

        answer.assertRefused(409, "upload_in_flight");
        assertThat(answer.text("detail")).contains("send it again");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }
}
