package dev.darkroom.adapter.http.server;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.WithServers;
import dev.darkroom.adapter.http.upload.BrokenBodiesTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Starting and stopping. */
class HttpServerTest extends WithServers {
    private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void aPortInUseIsReportedInOneSentence() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(TestServer.with().port(taken.getLocalPort())))
                    .isInstanceOf(CannotListenException.class)
                    .hasMessageMatching(
                            "Can't listen on 127\\.0\\.0\\.1:%d: .*in use.*".formatted(taken.getLocalPort()));
        }
    }

    @Test
    void anUploadInProgressIsFinishedBeforeTheServerStops() throws Exception {
        TestServer server = start(TestServer.with());
        byte[] picture = png(50_000);
        RawExchange exchange = RawExchange.on(server)
                .write(BrokenBodiesTest.UPLOAD + "Expect: 100-continue\r\nContent-Length: 50000\r\n\r\n")
                .expect("HTTP/1.1 100 Continue\r\n\r\n");

        RawExchange another = RawExchange.on(server).write(LIVE);
        assertThat(another.readHeaders()).startsWith("HTTP/1.1 200 OK\r\n");

        int port = server.port();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(server::close);
        awaitRefusal(port);
        String answer = exchange.write(picture).readAll();
        String refusal = answerOrNothing(another);

        assertThat(answer).startsWith("HTTP/1.1 201 Created\r\n").contains("Connection: close");
        // Jetty may close a connection that waits for its next request before that request arrives.
        if (refusal.contains("HTTP/1.1 ")) {
            assertThat(refusal).contains("HTTP/1.1 503 ", "Retry-After: 5", "\"code\":\"unavailable\"");
        }
        stopped.get();
        assertThat(server.store.keys()).hasSize(1);
    }

    private static String answerOrNothing(RawExchange exchange) {
        try {
            return exchange.write(LIVE).readAll();
        } catch (UncheckedIOException closed) {
            return "";
        }
    }

    /** Connects until the server no longer listens, which is the first step of its stop. */
    private static void awaitRefusal(int port) throws IOException {
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
            } catch (SocketException refusedOrReset) {
                // A connection that waits to be accepted during the stop is reset.
                return;
            }
        }
    }
}
