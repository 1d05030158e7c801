package dev.darkroom.adapter.aws.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.darkroom.adapter.aws.AwsSettings;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.aws.client.ChecksumMode;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.aws.testkit.RecordedOperations;
import dev.darkroom.adapter.aws.testkit.TestCloud;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.testkit.contract.BlobStoreContract;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

class S3BlobStoreIT {
    private static final int LARGE_BYTES = 12 * 1024 * 1024;

    private final AwsSettings settings = TestCloud.inProcess().newSettings();
    private final AwsStorage storage = AwsStorage.open(settings, InstantSource.system());

    @AfterEach
    void close() {
        storage.close();
    }

    private static ObjectKey newKey() {
        return ObjectKey.original(ImageBuilder.image().build().id(), ContentType.JPEG);
    }

    private static Checksum checksum(byte[] bytes) {
        return Checksum.of(Checksum.newDigest().digest(bytes));
    }

    private static void put(BlobStore store, ObjectKey key, byte[] bytes) {
        store.put(key, Content.of(bytes), ContentType.JPEG, checksum(bytes));
    }

    private static AwsSettings with(AwsSettings settings, ChecksumMode checksums, int maxConnections) {
        S3Settings s3 = settings.s3();
        return new AwsSettings(
                new S3Settings(s3.region(), s3.bucket(), s3.endpoint(), s3.publicEndpoint(), s3.pathStyle(), checksums,
                        maxConnections),
                settings.dynamoDb());
    }

    /** The contract with the settings for stores that reject newer checksums. */
    @Nested
    class WithoutChecksums implements BlobStoreContract {
        private final AwsStorage plain =
                AwsStorage.open(with(settings, ChecksumMode.WHEN_REQUIRED, 16), InstantSource.system());

        WithoutChecksums() {
            plain.provisioning().provision();
        }

        @AfterEach
        void close() {
            plain.close();
        }

        @Override
        public S3BlobStore testee() {
            return (S3BlobStore) plain.blobStore();
        }
    }

    @Test
    void forEachSkipsForeignKeys() {
        storage.provisioning().provision();
        BlobStore store = storage.blobStore();
        ObjectKey key = newKey();
        put(store, key, new byte[10]);
        for (String foreign : new String[]{"notes.txt", "logs/2026/11",
            "zz/" + key.prefix().imageId() + "/original.jpg"}) {
            storage.bucket().client()
                    .putObject(
                            request -> request.bucket(settings.bucket()).key(foreign),
                            RequestBody.fromString("foreign"));
        }
        List<ObjectKey> visited = new ArrayList<>();

        store.forEach(object -> visited.add(object.key()));

        assertThat(visited).containsExactly(key);
    }

    @Test
    void everyCallNamesTheMissingBucket() {
        BlobStore store = storage.blobStore();
        ObjectKey key = newKey();

        assertMissing(store::check);
        assertMissing(() -> put(store, key, new byte[10]));
        assertMissing(() -> store.stat(key));
        assertMissing(() -> store.open(key, new ByteRange(0, 10)));
        assertMissing(() -> store.deleteAll(key.prefix()));
        assertMissing(() -> store.forEach(_ -> {}));
    }

    private void assertMissing(Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining(settings.bucket())
                .hasMessageContaining("does not exist");
    }

    @Test
    void closingAHalfReadStreamReleasesItsConnection() throws IOException {
        storage.provisioning().provision();
        ObjectKey key = newKey();
        put(storage.blobStore(), key, new byte[LARGE_BYTES]);
        try (AwsStorage narrow =
                AwsStorage.open(with(settings, ChecksumMode.WHEN_SUPPORTED, 1), InstantSource.system())) {
            for (int i = 0; i < 20; i++) {
                // There is only one connection. After a leak the next call would time out.
                try (InputStream stream =
                        narrow.blobStore().open(key, new ByteRange(0, LARGE_BYTES)).orElseThrow()) {
                    assertThat(stream.readNBytes(1000)).hasSize(1000);
                }
            }
            assertThat(narrow.blobStore().stat(key)).isPresent();
        }
    }

    @Test
    void closingAHalfReadStreamDoesNotReadTheRest() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> hungUp = threads.submit(() -> sendsTheStartAndSeesAHangUp(server));
            URI endpoint = URI.create("http://127.0.0.1:" + server.getLocalPort());
            try (AwsStorage slow = AwsStorage.open(
                    new TestCloud(endpoint, endpoint).newSettings(), InstantSource.system())) {
                InputStream stream = slow.blobStore()
                        .open(newKey(), new ByteRange(0, LARGE_BYTES))
                        .orElseThrow();
                assertThat(stream.readNBytes(1000)).hasSize(1000);
                stream.close();
            }
            assertThat(hungUp.get()).isTrue();
        }
    }

    /** Sends 1,000 bytes of a large object. Returns whether the client then closes the connection and does not wait for more. */
    private static boolean sendsTheStartAndSeesAHangUp(ServerSocket server) throws IOException {
        try (Socket client = server.accept()) {
            var request = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String line;
            do {
                line = request.readLine();
            } while (line != null && !line.isEmpty());
            String head = "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE_BYTES + "\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            client.getOutputStream().write(new byte[1000]);
            client.setSoTimeout(5_000);
            try {
                return request.read() < 0;
            } catch (SocketTimeoutException stillWaiting) {
                return false;
            } catch (SocketException reset) {
                return true;
            }
        }
    }

    @Test
    void contentWithAWrongChecksumIsReadOnceAndNotStored() {
        storage.provisioning().provision();
        ObjectKey key = newKey();
        byte[] bytes = new byte[LARGE_BYTES];
        AtomicInteger opened = new AtomicInteger();
        AtomicLong closed = new AtomicLong();
        Content content = new Content() {
            @Override
            public long sizeBytes() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                opened.incrementAndGet();
                return new ByteArrayInputStream(bytes) {
                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                };
            }
        };

        assertThatThrownBy(() -> storage.blobStore()
                .put(key, content, ContentType.JPEG, checksum(new byte[]{1})))
                .isInstanceOf(StorageException.Corrupted.class)
                .hasMessageContaining(key.value());

        assertThat(opened).as("no retry").hasValue(1);
        assertThat(closed.get()).as("closed").isPositive();
        assertThat(storage.blobStore().stat(key)).isEmpty();
    }

    @Test
    void deleteAllRemovesAllObjectsOfAnImage() {
        storage.provisioning().provision();
        ObjectKey key = newKey();
        for (int i = 0; i < 25; i++) {
            put(storage.blobStore(), new ObjectKey(key.prefix(), "rendition-" + i + ".webp"), new byte[]{1});
        }

        storage.blobStore().deleteAll(key.prefix());

        assertThat(storage.blobStore().stat(new ObjectKey(key.prefix(), "rendition-24.webp")))
                .isEmpty();
        assertThat(RecordedOperations.names()).contains("DeleteObjects", "ListObjectsV2");
    }
}
