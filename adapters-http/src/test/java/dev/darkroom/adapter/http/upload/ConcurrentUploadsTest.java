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

/** Concurrent uploads. There are four permits, of which one client gets three. */
class ConcurrentUploadsTest extends WithServers {
    private static final int PERMITS = 4;
    private static final int SHARE = 3;

    private TestServer server() {
        return start(TestServer.with().maxConcurrentUploads(PERMITS).trustedProxies("127.0.0.1"));
    }

    /** An upload that has begun and waits for its body. */
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
    void aClientGetsThreeQuartersOfThePermits() {
        TestServer server = server();
        List<RawExchange> uploads = new ArrayList<>();
        for (int i = 0; i < SHARE; i++) {
            uploads.add(begin(server, "203.0.113.1"));
        }

        Answer refused = upload(server, "203.0.113.1");
        refused.assertRefused(429, "rate_limited");
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(refused.text("detail")).contains("3 uploads in progress");
        assertThat(upload(server, "203.0.113.2").status()).isEqualTo(201);
        uploads.forEach(
                upload -> assertThat(upload.write(png(5_000)).readAll()).startsWith("HTTP/1.1 201 "));
        assertThat(upload(server, "203.0.113.1").status()).isEqualTo(201);
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void withoutAFreePermitAnUploadIsRefusedWithRetryAfter() {
        TestServer server = server();
        List<RawExchange> uploads = new ArrayList<>();
        for (int i = 0; i < PERMITS; i++) {
            uploads.add(begin(server, "203.0.113." + i));
        }

        Answer refused = upload(server, "203.0.113.9");
        refused.assertRefused(503, "unavailable");
        assertThat(refused.header("Retry-After")).isEqualTo("5");
        assertThat(refused.text("detail")).contains("4 uploads in progress");
        assertThat(server.get("/images").status()).isEqualTo(200);
        assertThat(server.send("POST", "/images/delete", BodyPublishers.ofString("{\"image_ids\":[\"0\"]}"),
                "Content-Type", "application/json").status()).isEqualTo(200);

        // A client that disconnects frees its permit.
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
    void theBytesOfADirectUploadNeedAPermitToo() {
        TestServer server = start(TestServer.with().maxConcurrentUploads(1));
        RawExchange upload = begin(server, "203.0.113.1");

        server.send("PUT", "/blobs/x?link=x", BodyPublishers.ofByteArray(png()), "Content-Type", "image/png")
                .assertRefused(429, "rate_limited");
        assertThat(upload.write(png(5_000)).readAll()).startsWith("HTTP/1.1 201 ");
        server.send("PUT", "/blobs/x?link=x", BodyPublishers.ofByteArray(png()), "Content-Type", "image/png")
                .assertRefused(403, "link_forged");
    }

    @Test
    void theSlowestUploadIsCutOffForANewOne() {
        TestServer server = start(TestServer.with().shortTimeout().maxConcurrentUploads(PERMITS));
        Deque<RawExchange> slow = new ArrayDeque<>();
        for (int i = 0; i < SHARE; i++) {
            slow.add(begin(server, "203.0.113.1"));
        }

        // No upload counts as slow at first.
        Answer next = server.uploadRaw("?user_id=alice", png());
        while (next.status() == 429) {
            next = server.uploadRaw("?user_id=alice", png());
        }
        assertThat(next.status()).isEqualTo(201);
        assertThat(slow.remove().readUntilClosed()).isEmpty();
        slow.forEach(RawExchange::disconnect);
    }
}
