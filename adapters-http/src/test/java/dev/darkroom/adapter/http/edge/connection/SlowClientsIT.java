package dev.darkroom.adapter.http.edge.connection;

import static dev.darkroom.adapter.http.testkit.TestServer.png;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.WithServers;
import dev.darkroom.adapter.http.upload.BrokenBodiesTest;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Many clients that send slowly but never pause. */
@Execution(ExecutionMode.CONCURRENT)
class SlowClientsIT extends WithServers {
    private static final String HALF_A_HEAD = "GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ";
    private static final String LIVE = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    private static final int CONNECTIONS = 64;
    private static final int MOST_OF_ONE_ADDRESS = 48;

    @Test
    void aHeadThatTricklesIsCutOff() {
        TestServer server = start(TestServer.with().shortTimeout());
        assertThat(RawExchange.on(server).write(HALF_A_HEAD).trickle()).isEmpty();
    }

    @Test
    void aSecondHeadThatTricklesIsCutOffToo() {
        TestServer server = start(TestServer.with().shortTimeout());
        String answers = RawExchange.on(server)
                .write("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
                .write(HALF_A_HEAD)
                .trickle();

        assertThat(answers).startsWith("HTTP/1.1 200 ").containsOnlyOnce("HTTP/1.1 ");
    }

    @Test
    void aBodyThatTricklesIsRefused() {
        TestServer server = start(TestServer.with().shortTimeout());
        String answer = RawExchange.on(server)
                .write(BrokenBodiesTest.UPLOAD + "Content-Length: 50000\r\n\r\n")
                .trickle();

        assertThat(answer).startsWith("HTTP/1.1 408 Request Timeout\r\n")
                .contains("Connection: close", "\"code\":\"timeout\"", "too slowly");
        assertThat(server.spooled()).isEmpty();
        assertThat(server.store.keys()).isEmpty();
    }

    @Test
    void smallBodiesThatTrickleAreRefusedToo() {
        TestServer server = start(TestServer.with().shortTimeout());
        String answer = RawExchange.on(server)
                .write("POST /images/delete HTTP/1.1\r\nHost: a\r\n")
                .write("Content-Type: application/json\r\nContent-Length: 50000\r\n\r\n")
                .trickle();

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":\"timeout\"");
    }

    @Test
    void theLongestWaitingConnectionOfAnAddressIsClosedForItsNextOne() throws Exception {
        TestServer server = few();
        Flood flood = new Flood();
        flood.open(3 * CONNECTIONS, MOST_OF_ONE_ADDRESS, () -> RawExchange.on(server));

        assertThat(RawExchange.on(server).write(LIVE).readAll()).startsWith("HTTP/1.1 200 ");
        assertThat(server.upload("?user_id=alice")).isNotEmpty();
        assertThat(flood.finishTheLast()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aRequestInProgressIsNotDisturbedByWaitingConnections() throws Exception {
        TestServer server = few();
        RawExchange upload = RawExchange.on(server)
                .write(BrokenBodiesTest.UPLOAD + "Expect: 100-continue\r\nContent-Length: 50000\r\n\r\n")
                .expect("HTTP/1.1 100 Continue\r\n\r\n");
        new Flood().open(2 * CONNECTIONS, MOST_OF_ONE_ADDRESS - 1, () -> RawExchange.on(server));

        assertThat(upload.write(png(50_000)).endOutput().readAll()).startsWith("HTTP/1.1 201 ");
    }

    /** Linux has every address of 127.0.0.0/8. The test needs two. */
    @Test
    void theAddressWithTheMostConnectionsLosesOne() throws Exception {
        InetAddress another = InetAddress.ofLiteral("127.0.0.2");
        assumeTrue(RawExchange.canComeFrom(another), "This machine has no second loopback address");
        TestServer server = few();
        RawExchange first = RawExchange.on(server).write(HALF_A_HEAD);
        Flood flood = new Flood();
        flood.open(MOST_OF_ONE_ADDRESS, MOST_OF_ONE_ADDRESS, () -> RawExchange.from(another, server));
        Flood others = new Flood();
        int free = CONNECTIONS - MOST_OF_ONE_ADDRESS - 1;
        others.open(free, free, () -> RawExchange.on(server));
        for (int i = 0; i < 9; i++) {
            others.open(1, 1, () -> RawExchange.on(server));
            flood.awaitClosed();
        }

        assertThat(first.write("\r\nConnection: close\r\n\r\n").readAll()).startsWith("HTTP/1.1 200 ");
        assertThat(others.finishTheLast()).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aTrustedProxyMayHaveMoreConnectionsThanOneAddress() {
        TestServer server = start(TestServer.with().maxConnections(CONNECTIONS).trustedProxies("127.0.0.1"));
        Deque<RawExchange> waiting = new ArrayDeque<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            waiting.add(RawExchange.on(server).write(HALF_A_HEAD));
        }

        for (RawExchange each : waiting) {
            assertThat(each.write("\r\nConnection: close\r\n\r\n").readAll()).startsWith("HTTP/1.1 200 ");
        }
    }

    /** Connections with half a head each. The order in which a server sees concurrent connections is not known. */
    private static final class Flood {
        private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
        private @Nullable RawExchange last;
        private CompletableFuture<String> answerToTheLast = new CompletableFuture<>();

        /**
         * Opens connections, and expects that one is closed for each above the limit.
         *
         * @param most the limit
         */
        void open(int count, int most, Supplier<RawExchange> connect) throws InterruptedException {
            for (int i = 0; i < count; i++) {
                RawExchange exchange = connect.get().write(HALF_A_HEAD);
                CompletableFuture<String> answer = new CompletableFuture<>();
                Thread.startVirtualThread(() -> {
                    answer.complete(exchange.readUntilClosed());
                    closed.add(answer.join());
                });
                last = exchange;
                answerToTheLast = answer;
                if (i >= most) {
                    awaitClosed();
                }
            }
        }

        /** Waits until the server has closed a connection without a response. */
        void awaitClosed() throws InterruptedException {
            assertThat(closed.poll(10, TimeUnit.SECONDS)).isEqualTo("");
        }

        /** The response on the connection that was opened last. */
        String finishTheLast() {
            Objects.requireNonNull(last).write("\r\nConnection: close\r\n\r\n");
            return answerToTheLast.orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    private TestServer few() {
        return start(TestServer.with().maxConnections(CONNECTIONS));
    }
}
