package dev.darkroom.adapter.events;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.events.Receiver.Received;
import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.port.out.events.Webhooks.Outcome;
import dev.darkroom.domain.testkit.contract.WebhooksContract;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpWebhooksTest implements WebhooksContract {
    private static final WebhookSecret OLD = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final WebhookSecret NEW = WebhookSecret.parse("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

    private final MovableClock clock = new MovableClock();
    private final Receiver receiver = new Receiver(InetAddress.getLoopbackAddress(), null);
    private final String base = "http://127.0.0.1:" + receiver.port();
    private final HttpWebhooks webhooks = webhooks(Duration.ofSeconds(15), base + "/one?a=b", base + "/two");

    private HttpWebhooks webhooks(Duration timeout, String... receivers) {
        HttpWebhooks.Network jdk = HttpWebhooks.Network.OF_THE_JDK;
        return new HttpWebhooks(
                new WebhookSettings(Stream.of(receivers).map(URI::create).toList(), List.of(NEW, OLD), true),
                event -> ("{\"type\":\"" + event.kind() + "\"}").getBytes(UTF_8),
                "Darkroom/1.2.3",
                clock,
                new HttpWebhooks.Network(jdk.resolver(), jdk.isAllowed(), null, timeout));
    }

    @AfterEach
    void stop() {
        webhooks.close();
        receiver.close();
    }

    @Override
    public HttpWebhooks testee() {
        return webhooks;
    }

    @Override
    public void respond(Response response) {
        receiver.respond(switch (response) {
            case ACCEPT -> Receiver.status(200);
            case FAIL -> Receiver.status(500);
            case ASK_TO_WAIT -> Receiver.status(429, "Retry-After", "3600");
            case NO_MORE -> Receiver.status(410);
        });
    }

    @Override
    public List<String> received() {
        return receiver.received().stream().map(request -> request.field("webhook-id")).toList();
    }

    private static ImageEvent event() {
        return ImageEvent.published(image().build());
    }

    private Outcome send() {
        return send(webhooks);
    }

    private static Outcome send(HttpWebhooks webhooks) {
        return webhooks.send(webhooks.receivers().getFirst(), event());
    }

    private static Outcome.Failed failed(String reason) {
        return new Outcome.Failed(reason, null);
    }

    @Test
    void requestIsThatOfStandardWebhooks() {
        ImageEvent event = event();
        webhooks.send(webhooks.receivers().getFirst(), event);

        Received request = receiver.received().getFirst();
        long seconds = clock.instant().getEpochSecond();
        byte[] body = "{\"type\":\"PUBLISHED\"}".getBytes(UTF_8);
        assertThat(request.path()).isEqualTo("/one?a=b");
        assertThat(request.body()).isEqualTo(new String(body, UTF_8));
        assertThat(request.field("Content-Type")).isEqualTo("application/json");
        assertThat(request.field("User-Agent")).isEqualTo("Darkroom/1.2.3");
        assertThat(request.field("webhook-id")).isEqualTo(event.id());
        assertThat(request.field("webhook-timestamp")).isEqualTo(Long.toString(seconds));
        assertThat(request.field("webhook-signature")).isEqualTo(
                NEW.sign(event.id(), seconds, body) + " " + OLD.sign(event.id(), seconds, body));
    }

    @Test
    void timestampIsThatOfTheAttempt() {
        send();
        clock.advance(Duration.ofMinutes(10));
        send();

        assertThat(receiver.received()).extracting(request -> Long.valueOf(request.field("webhook-timestamp")))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(MovableClock.START.getEpochSecond()),
                        second -> assertThat(second).isEqualTo(MovableClock.START.getEpochSecond() + 600));
    }

    @Test
    void redirectIsAFailureAndNotFollowed() {
        receiver.respond(Receiver.status(307, "Location", base + "/elsewhere"));

        assertThat(send()).isEqualTo(failed("The response status was 307, and redirects are not followed"));
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void timeToWaitMayBeADate() {
        receiver.respond(Receiver.status(503, "Retry-After", "Mon, 23 Nov 2026 00:26:11 GMT"));

        assertThat(send()).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo("The response status was 503");
            assertThat(failed.retryAfter()).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        });
    }

    @Test
    void receiverThatNeverRespondsIsLeftAfterTheTimeout() {
        CountDownLatch end = new CountDownLatch(1);
        receiver.respond(_ -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        try (HttpWebhooks impatient = webhooks(Duration.ofMillis(200), base + "/")) {
            assertThat(send(impatient)).isEqualTo(failed("No response within 0 s"));
        } finally {
            end.countDown();
        }
    }

    @Test
    void longBodyIsNotRead() {
        AtomicLong sent = new AtomicLong();
        CountDownLatch end = new CountDownLatch(1);
        receiver.respond(exchange -> {
            exchange.sendResponseHeaders(200, 1L << 30);
            try {
                for (byte[] part = new byte[8 * 1024]; sent.get() < 1L << 30; sent.addAndGet(part.length)) {
                    exchange.getResponseBody().write(part);
                }
            } finally {
                end.countDown();
            }
        });

        assertThat(send()).isEqualTo(new Outcome.Delivered());
        await(end);
        // What fits into the buffers of the kernel.
        assertThat(sent).hasValueLessThan(32L << 20);
    }

    @Test
    void slowBodyIsReadUntilTheTimeout() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpWebhooks impatient =
                        webhooks(Duration.ofMillis(300), "http://127.0.0.1:" + slow.getLocalPort() + "/")) {
            CountDownLatch isClosed = new CountDownLatch(1);
            Thread.ofVirtual().start(() -> {
                try (Socket socket = slow.accept()) {
                    socket.getOutputStream()
                            .write("HTTP/1.1 500 Slow\r\nContent-Length: 1000000000\r\n\r\nx".getBytes(UTF_8));
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // A reset is an end, too.
                } finally {
                    isClosed.countDown();
                }
            });

            assertThat(send(impatient)).isEqualTo(failed("The response status was 500"));
            await(isClosed);
        }
    }

    @Test
    void connectionIsUsedAgainAndOneThatTheReceiverClosedIsNoFailure() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                HttpWebhooks client =
                        webhooks(Duration.ofSeconds(15), "http://127.0.0.1:" + server.getLocalPort() + "/")) {
            // Each connection has two responses; the third request gets none.
            Thread.ofVirtual().start(() -> {
                while (!server.isClosed()) {
                    try (Socket socket = server.accept()) {
                        connections.incrementAndGet();
                        for (int i = 0; i < 2; i++) {
                            readRequest(socket);
                            socket.getOutputStream()
                                    .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(UTF_8));
                        }
                        readRequest(socket);
                    } catch (IOException e) {
                        return;
                    }
                }
            });
            for (int i = 0; i < 5; i++) {
                assertThat(send(client)).isEqualTo(new Outcome.Delivered());
            }
            assertThat(connections).hasValue(3);
        }
    }

    private static void readRequest(Socket socket) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf("}") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("end");
            }
            read.append((char) next);
        }
    }

    @Test
    void receiverThatIsNotThereIsAFailure() throws Exception {
        int free;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = closed.getLocalPort();
        }
        try (HttpWebhooks client = webhooks(Duration.ofSeconds(15), "http://127.0.0.1:" + free + "/")) {
            assertThat(send(client)).isEqualTo(failed("No connection to 127.0.0.1"));
        }
    }

    @Test
    void closedClientAbortsExchanges() {
        CountDownLatch isReceived = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        receiver.respond(_ -> {
            isReceived.countDown();
            await(end);
        });
        Thread.ofVirtual().start(() -> {
            await(isReceived);
            webhooks.close();
        });

        assertThat(send()).isInstanceOf(Outcome.Failed.class);
        end.countDown();
    }

    // Addresses

    private static String reasonOf(String receiver, CheckedTunnels.Resolver resolver) {
        HttpWebhooks.Network jdk = HttpWebhooks.Network.OF_THE_JDK;
        try (HttpWebhooks client = new HttpWebhooks(
                new WebhookSettings(List.of(URI.create(receiver)), List.of(NEW), false),
                _ -> new byte[0],
                "Darkroom/1.2.3",
                new MovableClock(),
                new HttpWebhooks.Network(resolver, jdk.isAllowed(), null, Duration.ofSeconds(15)))) {
            return ((Outcome.Failed) send(client)).reason();
        }
    }

    @Test
    void privateAddressIsRefused() {
        String address = "https://127.0.0.1:" + receiver.port() + "/";
        assertThat(reasonOf(address, InetAddress::getAllByName)).isEqualTo("The address of 127.0.0.1 is not public");
        assertThat(reasonOf("https://example.com/", _ -> new InetAddress[]{
            InetAddress.ofLiteral("1.1.1.1"), InetAddress.ofLiteral("::ffff:10.0.0.1")
        })).isEqualTo("The address of example.com is not public");
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void nameWithoutAddressIsAFailure() {
        assertThat(reasonOf("https://Example.COM/", host -> {
            throw new UnknownHostException(host);
        })).isEqualToIgnoringCase("The name example.com has no address");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
