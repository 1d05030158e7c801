package dev.darkroom.adapter.events;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.event.ImageEvent;
import dev.darkroom.domain.port.out.events.Webhooks.Outcome;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers with TLS. In these tests 127.0.0.2 is a public address, and 127.0.0.1 is not. */
class HttpWebhooksTlsIT {
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("127.0.0.2");
    private static final InetAddress PRIVATE = InetAddress.ofLiteral("127.0.0.1");
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    private static SSLContext tls;

    private final AtomicInteger lookups = new AtomicInteger();
    private Receiver receiver;

    /** Makes a certificate of {@code receiver.example}, which the client trusts. */
    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = folder.resolve("receiver.p12");
        Process keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                "receiver",
                "-keyalg", "EC", "-dname", "CN=receiver", "-ext", "san=dns:receiver.example", "-validity", "2",
                "-keystore", file.toString(), "-storepass", new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        tls = context(file);
    }

    private static SSLContext context(Path file) throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("receiver", keys.getCertificate("receiver"));
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }

    @BeforeEach
    void start() {
        receiver = new Receiver(PUBLIC, tls);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private HttpWebhooks webhooks(String host, CheckedTunnels.Resolver resolver, SSLContext trusted) {
        return new HttpWebhooks(
                new WebhookSettings(
                        List.of(URI.create("https://" + host + ":" + receiver.port() + "/hook")),
                        List.of(WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")),
                        false),
                event -> event.id().getBytes(UTF_8),
                "Darkroom/1.2.3",
                new MovableClock(),
                new HttpWebhooks.Network(resolver, PUBLIC::equals, trusted, Duration.ofSeconds(15)));
    }

    private InetAddress[] lookUp(String host) {
        assertThat(host).endsWith("example");
        lookups.incrementAndGet();
        return new InetAddress[]{PUBLIC};
    }

    private static Outcome send(HttpWebhooks webhooks) {
        return webhooks.send(webhooks.receivers().getFirst(), ImageEvent.published(image().build()));
    }

    @Test
    void deliveriesUseOneConnectionToTheAddressOfTheName() throws Exception {
        try (HttpWebhooks webhooks = webhooks("receiver.example", this::lookUp, tls)) {
            for (int i = 0; i < 10; i++) {
                assertThat(send(webhooks)).isEqualTo(new Outcome.Delivered());
            }
        }

        assertThat(receiver.received()).hasSize(10).allSatisfy(request -> {
            assertThat(request.path()).isEqualTo("/hook");
            assertThat(request.body()).isEqualTo(request.field("webhook-id"));
            assertThat(request.field("Host")).isEqualTo("receiver.example:" + receiver.port());
        });
        assertThat(lookups).hasValue(1);
    }

    @Test
    void nameWithAPrivateAddressAtTheSecondLookupIsRefused() throws Exception {
        try (Receiver secret = new Receiver(PRIVATE, tls);
                HttpWebhooks webhooks = webhooks(
                        "receiver.example",
                        _ -> new InetAddress[]{lookups.incrementAndGet() == 1 ? PUBLIC : PRIVATE},
                        tls)) {
            receiver.respond(Receiver.status(200, "Connection", "close"));
            assertThat(send(webhooks)).isEqualTo(new Outcome.Delivered());
            assertThat(send(webhooks))
                    .isEqualTo(new Outcome.Failed("The address of receiver.example is not public", null));

            assertThat(secret.received()).isEmpty();
            assertThat(receiver.received()).hasSize(1);
        }
    }

    @Test
    void connectionsThatAreCutOffLeaveNoSockets() throws Exception {
        receiver.respond(exchange -> {
            exchange.sendResponseHeaders(200, 1L << 30);
            byte[] part = new byte[8 * 1024];
            for (int i = 0; i < 1L << 17; i++) {
                exchange.getResponseBody().write(part);
            }
        });
        try (HttpWebhooks webhooks = webhooks("receiver.example", this::lookUp, tls)) {
            for (int i = 0; i < 5; i++) {
                assertThat(send(webhooks)).isEqualTo(new Outcome.Delivered());
            }
            // The threads of the tunnels see the end a moment later.
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (webhooks.openSockets() > 0 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(webhooks.openSockets()).isZero();
        }
    }

    @Test
    void certificateOfAnotherNameIsRefused() {
        try (HttpWebhooks webhooks = webhooks("another.example", this::lookUp, tls)) {
            assertThat(send(webhooks)).isInstanceOfSatisfying(
                    Outcome.Failed.class, failed -> assertThat(failed.reason()).startsWith("TLS failed: "));
        }
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void certificateOfAnUnknownIssuerIsRefused() throws Exception {
        try (HttpWebhooks webhooks = webhooks("receiver.example", this::lookUp, SSLContext.getDefault())) {
            assertThat(send(webhooks)).isInstanceOfSatisfying(
                    Outcome.Failed.class, failed -> assertThat(failed.reason()).startsWith("TLS failed: "));
        }
        assertThat(receiver.received()).isEmpty();
    }

    /** The response to a request for a tunnel, which ends after it unless there is a tunnel. */
    private String responseOf(String request) throws IOException {
        try (CheckedTunnels tunnels = new CheckedTunnels(
                Set.of("receiver.example:" + receiver.port()), this::lookUp, PUBLIC::equals, Duration.ofSeconds(5));
                Socket client = new Socket(tunnels.address().getAddress(), tunnels.address().getPort())) {
            client.getOutputStream().write(request.getBytes(UTF_8));
            return new String(client.getInputStream().readNBytes("HTTP/1.1 200".length()), UTF_8);
        }
    }

    @Test
    void headerOfATunnelIsLimited() throws Exception {
        String begin = "CONNECT receiver.example:" + receiver.port() + " HTTP/1.1\r\nx: ";
        String end = "\r\n\r\n";
        int rest = CheckedTunnels.MAX_HEADER_BYTES - begin.length() - end.length();

        assertThat(responseOf(begin + "x".repeat(rest) + end)).isEqualTo("HTTP/1.1 200");
        assertThat(responseOf(begin + "x".repeat(rest + 1) + end.substring(0, 3))).isEqualTo("HTTP/1.1 403");
        assertThat(lookups).hasValue(1);
    }

    @Test
    void tunnelWaitsFiveSecondsForAHeader() throws Exception {
        assertThat(responseOf("CONNECT receiver.example:" + receiver.port() + " HTTP/1.1\r\n")).isEmpty();
        assertThat(lookups).hasValue(0);
    }

    @Test
    void tunnelsLeadToReceiversOnly() throws Exception {
        try (CheckedTunnels tunnels = new CheckedTunnels(
                Set.of("receiver.example:" + receiver.port()), this::lookUp, PUBLIC::equals,
                Duration.ofSeconds(5))) {
            for (String request : List.of(
                    "CONNECT another.example:" + receiver.port() + " HTTP/1.1\r\n\r\n",
                    "CONNECT receiver.example:22 HTTP/1.1\r\n\r\n",
                    "GET http://receiver.example:" + receiver.port() + "/ HTTP/1.1\r\n\r\n",
                    "\r\n\r\n")) {
                try (Socket client = new Socket(tunnels.address().getAddress(), tunnels.address().getPort())) {
                    client.getOutputStream().write(request.getBytes(UTF_8));
                    assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                            .startsWith("HTTP/1.1 403 ");
                }
            }
        }
        assertThat(lookups).hasValue(0);
    }
}
