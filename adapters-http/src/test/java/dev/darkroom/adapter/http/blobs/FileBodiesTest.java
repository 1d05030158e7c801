package dev.darkroom.adapter.http.blobs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.adapter.http.edge.connection.FileStandIn;
import dev.darkroom.adapter.http.testkit.TestServer;
import dev.darkroom.adapter.http.testkit.WithServer;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.object.TransferableStream;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.testkit.fixture.SequentialIds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies that the operating system sends from a file to the socket. */
class FileBodiesTest extends WithServer {
    private static final int SIZE = 3 * FileStandIn.MAX_BYTES + 1;
    private static final String PATH = "/blobs/an-object";

    /** This many responses exceed what Linux buffers for a loopback socket, so that the server has to wait for the client. */
    private static final int REQUESTS = 4;

    private final byte[] bytes = new byte[SIZE];
    private Path file;
    @BeforeEach
    void writeFile() throws IOException {
        new Random(1).nextBytes(bytes);
        file = Files.write(spoolFolder.resolve("file"), bytes);
    }

    @Override
    protected TestServer.Builder options() {
        return TestServer.with().fetchBlob(_ -> found());
    }

    private FetchBlob.Result found() {
        ObjectKey key = ObjectKey.original(new SequentialIds().next(Instant.EPOCH), ContentType.PNG);
        return new FetchBlob.Result.Found(new StoredObject(key, SIZE, Instant.EPOCH), ContentType.PNG,
                new Disposition.Inline(), Instant.MAX, range -> Optional.of(new FileStream(file, range)));
    }

    private static final class FileStream extends TransferableStream {
        private final FileChannel channel;
        private final long end;

        FileStream(Path file, ByteRange range) {
            try {
                channel = FileChannel.open(file).position(range.offset());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            end = range.offset() + range.length();
        }

        @Override
        public long transferTo(WritableByteChannel target, long maxBytes) throws IOException {
            long position = channel.position();
            if (position >= Math.min(end, channel.size())) {
                return -1;
            }
            long count = channel.transferTo(position, Math.min(maxBytes, end - position), target);
            channel.position(position + count);
            return count;
        }

        @Override
        public int read() {
            throw new AssertionError("Copied");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            throw new AssertionError("Copied");
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void everyResponseOfAConnectionHasTheBytesOfTheFile() {
        for (int i = 0; i < 3; i++) {
            assertThat(server.get(PATH).bytes()).isEqualTo(bytes);
            assertThat(server.get("/health/live").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 524288", "524287, 524288", "524288, 1572864", "1000000, 1000099", "1572864, 1572864"})
    void aRangeReturnsThatPartOfTheFile(int first, int last) {
        TestServer.Answer answer = server.get(PATH, "Range", "bytes=" + first + "-" + last);

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.bytes()).isEqualTo(Arrays.copyOfRange(bytes, first, last + 1));
    }

    @Test
    void aClientWithASmallBufferReceivesAllBytes() throws IOException {
        try (SocketChannel client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            client.write(ByteBuffer
                    .wrap(("GET " + PATH + " HTTP/1.1\r\nHost: a\r\n\r\n").repeat(REQUESTS).getBytes(US_ASCII)));
            InputStream in = Channels.newInputStream(client);
            for (int i = 0; i < REQUESTS; i++) {
                readHead(in);
                assertThat(in.readNBytes(SIZE)).isEqualTo(bytes);
            }
        }
    }

    private static void readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.read());
        }
        assertThat(head.toString(US_ASCII)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void theConnectionIsClosedIfTheFileEndsEarly() throws IOException {
        try (FileChannel channel = FileChannel.open(file, WRITE)) {
            channel.truncate(600_000);
        }

        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (SocketChannel client = SocketChannel.open()) {
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            client.write(ByteBuffer.wrap(("GET " + PATH + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(US_ASCII)));
            InputStream in = Channels.newInputStream(client);
            readHead(in);
            in.transferTo(received);
        } catch (IOException e) {
            // The connection was reset, which may also discard bytes that have arrived.
        }

        assertThat(received.size()).isLessThanOrEqualTo(600_000);
        assertThat(received.toByteArray()).isEqualTo(Arrays.copyOf(bytes, received.size()));
    }
}
