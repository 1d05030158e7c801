package dev.darkroom.adapter.http.edge.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darkroom.adapter.http.testkit.RawExchange;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.WithServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that request large responses and read nothing. */
@Timeout(120)
class StalledReadersIT extends WithServers {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int READERS = 2_400;
    private static final int ADDRESSES = 4;

    private static final String LARGE = "/docs/swagger-ui-bundle.js";

    /** This many responses of 1.4 MB exceed what Linux buffers for a loopback socket, 2.6 MB. */
    private static final int PIPELINED = 3;

    /** A limit for responses that normally take milliseconds. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @BeforeAll
    static void isLinux() {
        assumeTrue(Files.isDirectory(DESCRIPTORS), "This machine has no /proc/self/fd");
    }

    @Test
    void otherClientsAreServedAndNoDescriptorLeaks() throws IOException {
        TestServer server = start(TestServer.with());
        isServed(server);
        long before = descriptors();
        List<SocketChannel> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            readers.add(stalledReader(server, 2 + i % ADDRESSES, ""));
            if (i % 100 == 0) {
                isServed(server);
            }
        }
        isServed(server);

        for (SocketChannel reader : readers) {
            reader.close();
        }

        isServed(server);
        await().atMost(SOON).untilAsserted(() -> assertThat(descriptors()).isLessThanOrEqualTo(before + 2));
    }

    /** Behind a trusted proxy all connections have one address. */
    @Test
    void clientsOfATrustedProxyAreCountedSeparately() throws IOException {
        TestServer server =
                start(TestServer.with().maxConnections(64).trustedProxies("127.0.0.1"));
        List<SocketChannel> readers = new ArrayList<>();
        SocketChannel patient = stalledReader(server, 1, "X-Forwarded-For: 192.0.2.1\r\n");
        for (int i = 0; i < 200; i++) {
            readers.add(stalledReader(server, 1, "X-Forwarded-For: 192.0.2.2\r\n"));
            isServed(server);
        }

        assertThat(answerToTheNextRequest(patient)).startsWith("HTTP/1.1 200 ").contains("Connection: close");
        for (SocketChannel reader : readers) {
            reader.close();
        }
    }

    private static void isServed(TestServer server) {
        assertThat(RawExchange.on(server)
                .write("GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                .readAll())
                .startsWith("HTTP/1.1 200 ");
    }

    private static SocketChannel stalledReader(TestServer server, int lastOfAddress, String headers)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0." + lastOfAddress), 0));
        try {
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            channel.write(ByteBuffer.wrap(
                    ("GET " + LARGE + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n").repeat(PIPELINED)
                            .getBytes(US_ASCII)));
            if (!headers.isEmpty()) {
                // Waits until the response has begun.
                channel.read(ByteBuffer.allocate(1));
            }
        } catch (IOException e) {
            // The server may have closed it already.
        }
        return channel;
    }

    /** Reads all responses, and returns the one to another request on the same connection. */
    private static String answerToTheNextRequest(SocketChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap(
                "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(US_ASCII)));
        String all = new String(Channels.newInputStream(channel).readAllBytes(), ISO_8859_1);
        return all.substring(all.lastIndexOf("HTTP/1.1 "));
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.count();
        }
    }
}
