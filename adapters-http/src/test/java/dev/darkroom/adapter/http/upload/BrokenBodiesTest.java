package dev.darkroom.adapter.http.upload;

import static dev.darkroom.adapter.http.testkit.TestServer.MAX_UPLOAD_BYTES;
import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.WithServers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Bodies of broken clients. None leaves anything behind or disturbs the server. */
@Execution(ExecutionMode.CONCURRENT)
public class BrokenBodiesTest extends WithServers {
    public static final String UPLOAD = "POST /upload?user_id=alice HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\n";

    @Test
    void aClientThatDisconnectsDuringTheBodyLeavesNothing() {
        TestServer server = start(TestServer.with());
        try (server) {
            RawExchange.on(server).write(UPLOAD + "Content-Length: 50000\r\n\r\n").write(png(20_000)).disconnect();
            RawExchange.on(server)
                    .write(UPLOAD + "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n")
                    .disconnect();
        }

        // Closing the server has waited for both requests.
        assertThat(spoolFolder).isEmptyDirectory();
        assertThat(server.store.keys()).isEmpty();
    }

    @Test
    void aBodyThatEndsBeforeItsLengthIsRefused() {
        TestServer server = start(TestServer.with());
        String answer = RawExchange.on(server)
                .write(UPLOAD + "Content-Length: 50000\r\n\r\n")
                .write(png(20_000))
                .endOutput()
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n")
                .contains("Connection: close", "application/problem+json", "ended early");
        assertThat(server.spooled()).isEmpty();
        assertThat(server.store.keys()).isEmpty();
    }

    @Test
    void aBodyThatStopsArrivingIsRefused() {
        TestServer server = start(TestServer.with().shortTimeout());
        String answer = RawExchange.on(server)
                .write(UPLOAD + "Content-Length: 50000\r\n\r\n")
                .write(png(20_000))
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 408 Request Timeout\r\n")
                .contains("Connection: close", "application/problem+json", "\"code\":\"timeout\"");
        assertThat(server.spooled()).isEmpty();
        assertThat(server.store.keys()).isEmpty();
    }

    @Test
    void aMalformedChunkIsRefused() {
        TestServer server = start(TestServer.with());
        String answer = RawExchange.on(server)
                .write(UPLOAD + "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\nnonsense\r\n")
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 400 Bad Request\r\n").contains("Connection: close", "malformed");
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void aTooLargeContentLengthIsRefusedBeforeTheBodyIsSent() {
        TestServer server = start(TestServer.with());
        String answer = RawExchange.on(server)
                .write(UPLOAD + "Expect: 100-continue\r\nContent-Length: " + (MAX_UPLOAD_BYTES + 1) + "\r\n\r\n")
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Connection: close", "\"code\":\"too_large\"");
    }

    @Test
    void aClientThatContinuesToSendReceivesTheRefusal() {
        // More than the buffers of both sockets together.
        int size = 30_000_000;
        TestServer server = start(TestServer.with());
        String answer = RawExchange.on(server)
                .write(UPLOAD + "Content-Length: " + size + "\r\n\r\n")
                .write(new byte[size])
                .readAll();

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("Connection: close", "\"code\":\"too_large\"");
    }

    @Test
    void aRefusedBodyOfUnknownLengthIsReadToItsEnd() {
        String chunk = "f4240\r\n" + "x".repeat(1_000_000) + "\r\n";
        TestServer server = start(TestServer.with());
        RawExchange exchange = RawExchange.on(server).write(UPLOAD + "Transfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 20; i++) {
            exchange.write(chunk);
        }
        String answer = exchange.write("0\r\n\r\n").readAll();

        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("\"code\":\"too_large\"");
        assertThat(server.spooled()).isEmpty();
    }

    @Test
    void theNextRequestOnTheSameConnectionIsServedAfterARefusalThatReadTheBody() {
        TestServer server = start(TestServer.with());
        String answers = RawExchange.on(server)
                .write(UPLOAD + "Content-Length: 4\r\n\r\nnone")
                .write("GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .readAll();

        assertThat(answers).startsWith("HTTP/1.1 415 ").contains("HTTP/1.1 200 OK", "{\"status\":\"live\"}");
    }

    @Test
    void storingAPictureMayTakeLongerThanTheBodyTimeout() {
        CompletableFuture<Void> anotherTimedOut = new CompletableFuture<>();
        CountDownLatch storing = new CountDownLatch(1);
        TestServer server = start(TestServer.with().shortTimeout().uploadImage(upload -> command -> {
            storing.countDown();
            anotherTimedOut.join();
            return upload.upload(command);
        }));
        CompletableFuture<Integer> uploaded =
                CompletableFuture.supplyAsync(() -> server.uploadRaw("?user_id=alice", png()).status());
        await(storing);
        String answer = RawExchange.on(server).write(UPLOAD + "Content-Length: 9\r\n\r\n").readAll();
        anotherTimedOut.complete(null);

        assertThat(answer).startsWith("HTTP/1.1 408 ");
        assertThat(uploaded.join()).isEqualTo(201);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
