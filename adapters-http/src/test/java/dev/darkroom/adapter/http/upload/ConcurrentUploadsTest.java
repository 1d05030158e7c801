package dev.darkroom.adapter.http.upload;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.TestServer.Answer;
import dev.darkroom.adapter.http.testkit.WithServers;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Uploads under way at once: of four places a client has three. */
class ConcurrentUploadsTest extends WithServers {
    private static final int PLACES = 4;
    private static final int SHARE = 3;

    private TestServer server() {
        return start(TestServer.with().maxConcurrentUploads(PLACES).trustedProxies("127.0.0.1"));
    }

    /** An upload that has begun, and waits for its bytes. */
    private static RawExchange begin(TestServer server, String client) {
        return RawExchange.on(server)
                .write(BrokenBodiesTest.UPLOAD + "X-Forwarded-For: " + client
                        + "\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length: 5000\r\n\r\n")
                .expect("HTTP/1.1 100 Continue\r\n\r\n");
    }

    private static Answer upload(TestServer server, String client) {
        return server.uploadRaw("?user_id=alice", png(), "X-Forwarded-For", client);
    }

    @Test
    void aClientHasThreeQuartersOfThePlaces() {
        TestServer server = server();
        List<RawExchange> uploads = new ArrayList<>();
        for (int i = 0; i < SHARE; i++) {
            uploads.add(begin(server, "203.0.113.1"));
        }

        Answer refused = upload(server, "203.0.113.1");
        refused.assertRefused(429, "rate_limited");
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(refused.text("detail")).contains("3 uploads under way");
        assertThat(upload(server, "203.0.113.2").status()).isEqualTo(201);
        uploads.forEach(
                upload -> assertThat(upload.write(png(5_000)).readAll()).startsWith("HTTP/1.1 201 "));
        assertThat(upload(server, "203.0.113.1").status()).isEqualTo(201);
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void withEveryPlaceTakenAnUploadIsToldToComeAgain() {
        TestServer server = server();
        List<RawExchange> uploads = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            uploads.add(begin(server, "203.0.113." + i));
        }

        Answer refused = upload(server, "203.0.113.9");
        refused.assertRefused(503, "unavailable");
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(refused.text("detail")).contains("4 uploads under way");
        assertThat(server.get("/images").status()).isEqualTo(200);
        assertThat(server.send("POST", "/images/delete", BodyPublishers.ofString("{\"image_ids\":[\"0\"]}"),
                "Content-Type", "application/json").status()).isEqualTo(200);

        // Whoever goes away leaves a place.
        uploads.removeFirst().disconnect();
        Answer next = upload(server, "203.0.113.9");
        while (next.status() == 503) {
            next = upload(server, "203.0.113.9");
        }
        assertThat(next.status()).isEqualTo(201);
        uploads.forEach(
                upload -> assertThat(upload.write(png(5_000)).readAll()).startsWith("HTTP/1.1 201 "));
    }

    @Test
    void theBytesOfADirectUploadTakeAPlaceToo() {
        TestServer server = start(TestServer.with().maxConcurrentUploads(1));
        RawExchange upload = begin(server, "203.0.113.1");

        server.send("PUT", "/blobs/x?link=x", BodyPublishers.ofByteArray(png()), "Content-Type", "image/png")
                .assertRefused(429, "rate_limited");
        assertThat(upload.write(png(5_000)).readAll()).startsWith("HTTP/1.1 201 ");
        server.send("PUT", "/blobs/x?link=x", BodyPublishers.ofByteArray(png()), "Content-Type", "image/png")
                .assertRefused(403, "link_forged");
    }

    @Test
    void theSlowestMakesRoomWhenThereIsNone() {
        TestServer server = start(TestServer.with().shortTimeout().maxConcurrentUploads(PLACES));
        Deque<RawExchange> slow = new ArrayDeque<>();
        for (int i = 0; i < SHARE; i++) {
            slow.add(begin(server, "203.0.113.1"));
        }

        // For a moment nobody is slow yet.
        Answer next = server.uploadRaw("?user_id=alice", png());
        while (next.status() == 429) {
            next = server.uploadRaw("?user_id=alice", png());
        }
        assertThat(next.status()).isEqualTo(201);
        assertThat(slow.remove().readUntilClosed()).isEmpty();
        slow.forEach(RawExchange::disconnect);
    }
}
