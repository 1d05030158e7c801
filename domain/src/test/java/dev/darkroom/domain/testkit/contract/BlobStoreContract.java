package dev.darkroom.domain.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.ObjectShard;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link BlobStore} does. Each test works under image ids of its own, so a store can be shared by them. */
public interface BlobStoreContract {
    /** Larger than the buffers and the single-request limits that a store may have inside. */
    int LARGE_BYTES = 12 * 1024 * 1024;

    BlobStore testee();

    private static ObjectKey newKey() {
        ImageBuilder image = ImageBuilder.image();
        // A store that outlives the test run must not meet the ids of an earlier one.
        ImageId id = image.createdAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .build()
                .id();
        return ObjectKey.original(id, ContentType.JPEG);
    }

    private static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Checksum checksum(byte[] bytes) {
        return Checksum.of(Checksum.newDigest().digest(bytes));
    }

    private void put(ObjectKey key, byte[] bytes) {
        testee().put(key, Content.of(bytes), ContentType.JPEG, checksum(bytes));
    }

    private Optional<byte[]> read(ObjectKey key) {
        return read(key, new ByteRange(0, Long.MAX_VALUE));
    }

    private Optional<byte[]> read(ObjectKey key, ByteRange range) {
        return testee().open(key, range).map(stream -> {
            try (stream) {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    /** A content that tells one size and gives what a test wants. */
    private static Content content(long sizeBytes, InputStream stream) {
        return new Content() {
            @Override
            public long sizeBytes() {
                return sizeBytes;
            }

            @Override
            public InputStream open() {
                return stream;
            }
        };
    }

    private static InputStream failingAfter(byte[] bytes) {
        return new SequenceInputStream(new ByteArrayInputStream(bytes), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("The source broke");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        });
    }

    @Test
    default void putGivesBackTheBytes() {
        for (int size : new int[]{0, 1, 4096, LARGE_BYTES}) {
            ObjectKey key = newKey();
            byte[] bytes = bytes(size, size);

            put(key, bytes);

            assertThat(read(key)).as("%d bytes", size).hasValueSatisfying(read -> assertThat(read)
                    .isEqualTo(bytes));
        }
    }

    @Test
    default void checksumThatIsNotGivenIsThatOfWhatIsStored() {
        ObjectKey key = newKey();
        byte[] bytes = bytes(300_000, 1);

        assertThat(testee().put(key, Content.of(bytes), ContentType.JPEG)).isEqualTo(checksum(bytes));

        assertThat(read(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes));
        assertThatThrownBy(() -> testee().put(
                key, content(10, new ByteArrayInputStream(bytes)), ContentType.JPEG))
                .isInstanceOf(StorageException.class);
        assertThat(read(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes));
    }

    @Test
    default void putWithoutAChecksumStoresTheBytesOrNothing() {
        ObjectKey key = newKey();
        for (int size : new int[]{0, 1, 300_000}) {
            byte[] bytes = bytes(size, size);

            testee().putUnchecked(key, Content.of(bytes), ContentType.JPEG);

            assertThat(read(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes));
            assertThatThrownBy(() -> testee().putUnchecked(
                    key, content(bytes.length + 1, new ByteArrayInputStream(bytes)), ContentType.JPEG))
                    .isInstanceOf(StorageException.class);
            assertThat(read(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(bytes));
        }
    }

    @Test
    default void statTellsTheSize() {
        ObjectKey key = newKey();
        put(key, bytes(1234, 1));

        assertThat(testee().stat(key)).hasValueSatisfying(object -> {
            assertThat(object.key()).isEqualTo(key);
            assertThat(object.sizeBytes()).isEqualTo(1234);
        });
    }

    @Test
    default void keyWithoutObjectIsEmpty() {
        ObjectKey key = newKey();

        assertThat(testee().stat(key)).isEmpty();
        assertThat(testee().open(key, new ByteRange(0, 1))).isEmpty();
    }

    @Test
    default void putReplacesWhatTheKeyHeld() {
        ObjectKey key = newKey();
        put(key, bytes(5000, 1));
        byte[] second = bytes(300, 2);

        put(key, second);

        assertThat(read(key)).hasValueSatisfying(read -> assertThat(read).isEqualTo(second));
        assertThat(testee().stat(key).orElseThrow().sizeBytes()).isEqualTo(300);
    }

    @Test
    default void namesOfOneImageAreIndependent() {
        ObjectKey original = newKey();
        ObjectKey thumb = new ObjectKey(original.prefix(), "thumb.webp");
        ObjectKey longest = new ObjectKey(original.prefix(), "a".repeat(80));
        put(original, bytes(10, 1));
        put(thumb, bytes(20, 2));
        put(longest, bytes(30, 3));

        assertThat(read(original).orElseThrow()).hasSize(10);
        assertThat(read(thumb).orElseThrow()).hasSize(20);
        assertThat(read(longest).orElseThrow()).hasSize(30);
    }

    @Test
    default void openGivesTheRangeCutAtTheEnd() {
        ObjectKey key = newKey();
        byte[] bytes = bytes(1000, 7);
        put(key, bytes);

        assertThat(read(key, new ByteRange(0, 1)).orElseThrow()).isEqualTo(Arrays.copyOfRange(bytes, 0, 1));
        assertThat(read(key, new ByteRange(100, 200)).orElseThrow()).isEqualTo(Arrays.copyOfRange(bytes, 100, 300));
        assertThat(read(key, new ByteRange(990, 200)).orElseThrow()).isEqualTo(Arrays.copyOfRange(bytes, 990, 1000));
        assertThat(read(key, new ByteRange(999, Long.MAX_VALUE)).orElseThrow())
                .isEqualTo(Arrays.copyOfRange(bytes, 999, 1000));
    }

    @Test
    default void openGivesNoBytesBehindTheEndOrForNoLength() {
        ObjectKey key = newKey();
        put(key, bytes(1000, 7));

        assertThat(read(key, new ByteRange(1000, 1)).orElseThrow()).isEmpty();
        assertThat(read(key, new ByteRange(Long.MAX_VALUE, 10)).orElseThrow()).isEmpty();
        assertThat(read(key, new ByteRange(10, 0)).orElseThrow()).isEmpty();
    }

    @Test
    default void putStoresNothingWhenTheStreamFails() {
        ObjectKey key = newKey();
        byte[] bytes = bytes(LARGE_BYTES, 3);
        Content broken = content(bytes.length, failingAfter(Arrays.copyOf(bytes, LARGE_BYTES / 2)));

        assertThatThrownBy(() -> testee().put(key, broken, ContentType.JPEG, checksum(bytes)))
                .isInstanceOf(StorageException.class);

        assertThat(testee().stat(key)).isEmpty();
    }

    @Test
    default void putKeepsThePreviousContentWhenTheStreamFails() {
        ObjectKey key = newKey();
        byte[] previous = bytes(777, 4);
        put(key, previous);
        byte[] bytes = bytes(LARGE_BYTES, 5);
        Content broken = content(bytes.length, failingAfter(Arrays.copyOf(bytes, LARGE_BYTES / 2)));

        assertThatThrownBy(() -> testee().put(key, broken, ContentType.JPEG, checksum(bytes)))
                .isInstanceOf(StorageException.class);

        assertThat(read(key).orElseThrow()).isEqualTo(previous);
    }

    @Test
    default void putRefusesAWrongChecksumAndKeepsThePreviousContent() {
        ObjectKey key = newKey();
        byte[] previous = bytes(777, 4);
        put(key, previous);
        byte[] bytes = bytes(20_000, 5);

        assertThatThrownBy(() -> testee().put(key, Content.of(bytes), ContentType.JPEG, checksum(bytes(20_000, 6))))
                .isInstanceOf(StorageException.Corrupted.class);

        assertThat(read(key).orElseThrow()).isEqualTo(previous);
    }

    @Test
    default void putRefusesAContentThatIsShorterOrLongerThanItTells() {
        for (int told : new int[]{19_999, 20_001}) {
            ObjectKey key = newKey();
            byte[] bytes = bytes(20_000, 5);
            Content lying = content(told, new ByteArrayInputStream(bytes));

            assertThatThrownBy(() -> testee().put(key, lying, ContentType.JPEG, checksum(bytes)))
                    .as("%d bytes told", told)
                    .isInstanceOf(StorageException.Corrupted.class);

            assertThat(testee().stat(key)).isEmpty();
        }
    }

    @Test
    default void streamsClosedHalfWayTakeNothingFromLaterCalls() throws IOException {
        ObjectKey key = newKey();
        byte[] bytes = bytes(LARGE_BYTES, 8);
        put(key, bytes);

        for (int i = 0; i < 100; i++) {
            try (InputStream stream = testee().open(key, new ByteRange(0, bytes.length)).orElseThrow()) {
                assertThat(stream.read()).isEqualTo(bytes[0] & 0xFF);
            }
        }

        assertThat(read(key, new ByteRange(0, 100)).orElseThrow()).isEqualTo(Arrays.copyOf(bytes, 100));
    }

    @Test
    default void openStreamNeverMixesTwoObjects() throws IOException {
        ObjectKey key = newKey();
        byte[] old = bytes(LARGE_BYTES, 9);
        put(key, old);

        try (InputStream stream = testee().open(key, new ByteRange(0, old.length)).orElseThrow()) {
            byte[] first = stream.readNBytes(1000);
            put(key, bytes(LARGE_BYTES, 10));
            byte[] rest;
            try {
                rest = stream.readAllBytes();
            } catch (IOException allowed) {
                return;
            }
            assertThat(first).isEqualTo(Arrays.copyOf(old, 1000));
            assertThat(rest).isEqualTo(Arrays.copyOfRange(old, 1000, old.length));
        }
    }

    @Test
    default void deleteRemovesOneObjectAndCanBeRepeated() {
        ObjectKey original = newKey();
        ObjectKey thumb = new ObjectKey(original.prefix(), "thumb.jpg");
        put(original, bytes(10, 1));
        put(thumb, bytes(10, 2));

        testee().delete(thumb);
        assertThatCode(() -> testee().delete(thumb)).doesNotThrowAnyException();
        assertThatCode(() -> testee().delete(newKey())).doesNotThrowAnyException();

        assertThat(testee().stat(thumb)).isEmpty();
        assertThat(read(original).orElseThrow()).isEqualTo(bytes(10, 1));
        put(thumb, bytes(20, 3));
        assertThat(read(thumb).orElseThrow()).isEqualTo(bytes(20, 3));
    }

    @Test
    default void deleteAllRemovesEveryObjectOfTheImageAndNoOther() {
        ObjectKey original = newKey();
        ObjectKey thumb = new ObjectKey(original.prefix(), "thumb.jpg");
        ObjectKey other = newKey();
        put(original, bytes(10, 1));
        put(thumb, bytes(10, 2));
        put(other, bytes(10, 3));

        testee().deleteAll(original.prefix());

        assertThat(testee().stat(original)).isEmpty();
        assertThat(testee().open(thumb, new ByteRange(0, 1))).isEmpty();
        assertThat(read(other).orElseThrow()).isEqualTo(bytes(10, 3));
    }

    @Test
    default void listHasEveryObjectOfTheImageAndNoOther() {
        ObjectKey original = newKey();
        ObjectKey part = new ObjectKey(original.prefix(), "part-5368709120-0123456789abcdef-fedcba9876543210");
        put(original, bytes(10, 1));
        put(part, bytes(20, 2));
        put(newKey(), bytes(10, 3));

        assertThat(testee().list(original.prefix())).extracting(StoredObject::key, StoredObject::sizeBytes)
                .containsExactlyInAnyOrder(tuple(original, 10L), tuple(part, 20L));

        testee().delete(part);
        assertThat(testee().list(original.prefix())).extracting(StoredObject::key).containsExactly(original);
        assertThat(testee().list(newKey().prefix())).isEmpty();
    }

    @Test
    default void deleteAllCanBeRepeatedAndFollowedByAPut() {
        ObjectKey key = newKey();
        put(key, bytes(10, 1));

        testee().deleteAll(key.prefix());
        assertThatCode(() -> testee().deleteAll(key.prefix())).doesNotThrowAnyException();

        put(key, bytes(20, 2));
        assertThat(read(key).orElseThrow()).isEqualTo(bytes(20, 2));
    }

    @Test
    default void deleteAllOfAnImageWithoutObjectsIsNoError() {
        assertThatCode(() -> testee().deleteAll(newKey().prefix())).doesNotThrowAnyException();
    }

    @Test
    default void objectsPutAtOnceAreAllThere() throws Exception {
        List<ObjectKey> keys = IntStream.range(0, 32).mapToObj(_ -> newKey()).toList();

        inParallel(IntStream.range(0, 32)
                .<Callable<Void>>mapToObj(i -> () -> {
                    put(keys.get(i), bytes(50_000 + i, i));
                    return null;
                })
                .toList());

        for (int i = 0; i < 32; i++) {
            assertThat(read(keys.get(i)).orElseThrow()).isEqualTo(bytes(50_000 + i, i));
        }
    }

    @Test
    default void putsOfOneKeyAtOnceLeaveOneOfThemWhole() throws Exception {
        ObjectKey key = newKey();
        List<byte[]> contents =
                IntStream.range(0, 8).mapToObj(i -> bytes(200_000 + i, i)).toList();

        inParallel(contents.stream()
                .<Callable<Void>>map(bytes -> () -> {
                    put(key, bytes);
                    return null;
                })
                .toList());

        byte[] left = read(key).orElseThrow();
        assertThat(contents).anySatisfy(bytes -> assertThat(left).isEqualTo(bytes));
    }

    @Test
    default void putAndDeleteAllAtOnceLeaveTheWholeObjectOrNone() throws Exception {
        for (int round = 0; round < 10; round++) {
            ObjectKey key = newKey();
            ObjectPrefix prefix = key.prefix();
            byte[] bytes = bytes(100_000, round);
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                calls.add(() -> {
                    put(key, bytes);
                    return null;
                });
                calls.add(() -> {
                    testee().deleteAll(prefix);
                    return null;
                });
            }

            inParallel(calls);

            read(key).ifPresent(left -> assertThat(left).isEqualTo(bytes));
        }
    }

    @Test
    default void forEachShowsEveryObjectOnceAndThoseOfAnImageTogether() {
        Map<ObjectKey, Long> expected = new HashMap<>();
        for (int i = 0; i < 20; i++) {
            ObjectKey original = newKey();
            for (String name : List.of(original.name(), "thumb.jpg", "upload")) {
                ObjectKey key = new ObjectKey(original.prefix(), name);
                put(key, bytes(100 + expected.size(), i));
                expected.put(key, 100L + expected.size());
            }
        }

        List<StoredObject> shown = new ArrayList<>();
        testee().forEach(object -> {
            // The store may be one that others use too.
            if (expected.containsKey(object.key())) {
                shown.add(object);
            }
        });

        assertThat(shown).hasSameSizeAs(expected.keySet());
        assertThat(shown).allSatisfy(object -> assertThat(object.sizeBytes()).isEqualTo(expected.get(object.key())));
        assertThat(shown.stream().map(object -> object.key().prefix()).distinct()).hasSize(20);
        for (int i = 0; i < shown.size(); i += 3) {
            assertThat(shown.subList(i, i + 3).stream().map(object -> object.key().prefix()).distinct()).hasSize(1);
        }
    }

    @Test
    default void eachObjectIsInOneShard() {
        Set<ObjectKey> stored = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            ObjectKey key = newKey();
            put(key, bytes(10, i));
            stored.add(key);
        }
        List<ObjectKey> shown = new ArrayList<>();
        for (int number = 0; number < ObjectShard.COUNT; number++) {
            ObjectShard shard = new ObjectShard(number);
            testee().forEach(shard, object -> {
                assertThat(object.key().value()).startsWith(shard.value() + "/");
                if (stored.contains(object.key())) {
                    shown.add(object.key());
                }
            });
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(stored);
    }

    @Test
    default void forEachDoesNotShowWhatWasRemoved() {
        ObjectKey removed = newKey();
        put(removed, bytes(10, 1));
        testee().deleteAll(removed.prefix());

        testee().forEach(object -> assertThat(object.key()).isNotEqualTo(removed));
    }

    @Test
    default void forEachEndsWithWhatTheVisitorThrows() {
        put(newKey(), bytes(10, 1));
        put(newKey(), bytes(10, 2));
        List<StoredObject> shown = new ArrayList<>();

        assertThatThrownBy(() -> testee().forEach(object -> {
            shown.add(object);
            throw new StorageException.Corrupted("enough", null);
        })).isInstanceOf(StorageException.Corrupted.class).hasMessage("enough");

        assertThat(shown).hasSize(1);
    }

    @Test
    default void objectsCanBeReadAndRemovedWhileTheyAreShown() {
        ObjectKey first = newKey();
        put(first, bytes(10, 1));
        put(newKey(), bytes(10, 2));

        testee().forEach(object -> {
            testee().deleteAll(first.prefix());
            assertThat(testee().stat(object.key()).isPresent()).isEqualTo(!object.key().equals(first));
        });

        assertThat(testee().stat(first)).isEmpty();
    }

    @Test
    default void checkOfAUsableStoreReturns() {
        assertThatCode(testee()::check).doesNotThrowAnyException();
    }

    private static void inParallel(List<Callable<Void>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(calls)) {
                done.get();
            }
        }
    }
}
