package dev.darkroom.adapter.local.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.testkit.contract.BlobStoreContract;
import dev.darkroom.domain.testkit.fixture.ImageBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilesystemBlobStoreTest implements BlobStoreContract {
    private static final byte[] BYTES = "a picture".getBytes(StandardCharsets.UTF_8);
    private static final Checksum SHA256 = Checksum.of(Checksum.newDigest().digest(BYTES));

    @TempDir
    Path folder;

    private Path root;
    private Path temporary;
    private Path spool;
    private FilesystemBlobStore store;
    private final ObjectKey key =
            ObjectKey.original(ImageBuilder.image().build().id(), ContentType.JPEG);

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("blobs"));
        temporary = Files.createDirectory(folder.resolve("tmp"));
        spool = Files.createDirectory(folder.resolve("spool"));
        store = new FilesystemBlobStore(DurableFiles.DEFAULT, root, temporary, spool);
    }

    @AfterEach
    void nothingTemporaryIsLeft() throws IOException {
        if (Files.isDirectory(temporary)) {
            assertThat(names(temporary)).isEmpty();
        }
    }

    @Override
    public FilesystemBlobStore testee() {
        return store;
    }

    private void put() {
        store.put(key, Content.of(BYTES), ContentType.JPEG, SHA256);
    }

    private Path imageFolder() {
        return root.resolve(key.prefix().value());
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
        }
    }

    @Test
    void objectIsAFileUnderItsKey() throws IOException {
        put();

        assertThat(Files.readAllBytes(root.resolve(key.value()))).isEqualTo(BYTES);
    }

    @Test
    void spooledFileIsLinkedAndOutlivesTheSpool() throws IOException {
        Path spooled = Files.write(spool.resolve("upload"), BYTES);

        store.put(key, Content.of(spooled, BYTES.length), ContentType.JPEG, SHA256);

        Path object = root.resolve(key.value());
        assertThat(Files.isSameFile(object, spooled)).isTrue();
        Files.delete(spooled);
        assertThat(Files.readAllBytes(object)).isEqualTo(BYTES);
    }

    @Test
    void spooledFileOfAnotherSizeOrChecksumIsCorrupted() throws IOException {
        Path spooled = Files.write(spool.resolve("upload"), BYTES);

        assertThatThrownBy(() -> store.put(key, Content.of(spooled, BYTES.length - 1), ContentType.JPEG, SHA256))
                .isInstanceOf(StorageException.Corrupted.class);
        Checksum other = Checksum.of(Checksum.newDigest().digest());
        assertThatThrownBy(() -> store.put(key, Content.of(spooled, BYTES.length), ContentType.JPEG, other))
                .isInstanceOf(StorageException.Corrupted.class);

        assertThat(store.stat(key)).isEmpty();
    }

    @Test
    void spooledFileWithoutAChecksumIsReadToComputeItOnlyIfItIsNeeded() throws IOException {
        Path spooled = Files.write(spool.resolve("upload"), BYTES);
        Content content = Content.of(spooled, BYTES.length);

        store.putUnchecked(key, content, ContentType.JPEG);
        assertThat(Files.isSameFile(root.resolve(key.value()), spooled)).isTrue();
        assertThat(store.put(key, content, ContentType.JPEG)).isEqualTo(SHA256);
        assertThatThrownBy(() -> store.putUnchecked(
                key, Content.of(spooled, BYTES.length - 1), ContentType.JPEG))
                .isInstanceOf(StorageException.Corrupted.class);

        assertThat(Files.isSameFile(root.resolve(key.value()), spooled)).isTrue();
    }

    @Test
    void spooledFileThatCannotBeSyncedIsNotStored() throws IOException {
        Path spooled = Files.write(spool.resolve("upload"), BYTES);
        FaultyFiles files = new FaultyFiles();
        FilesystemBlobStore faulty = new FilesystemBlobStore(files, root, temporary, spool);
        // The link, the opening of the file, and its sync.
        files.plan(FaultyFiles.Fault.FAILS, 2);

        assertThatThrownBy(() -> faulty.put(key, Content.of(spooled, BYTES.length), ContentType.JPEG))
                .isInstanceOf(StorageException.Unavailable.class);

        assertThat(store.stat(key)).isEmpty();
    }

    @Test
    void fileOutsideTheSpoolIsCopied() throws IOException {
        Path file = Files.write(folder.resolve("picture"), BYTES);

        store.put(key, Content.of(file, BYTES.length), ContentType.JPEG, SHA256);
        Files.writeString(file, "something else");

        assertThat(Files.readAllBytes(root.resolve(key.value()))).isEqualTo(BYTES);
    }

    @Test
    void onlyTheOwnerCanReadAnObject() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "This file system has no POSIX permissions");

        put();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(key.value()))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(imageFolder())))
                .isEqualTo("rwx------");
    }

    @Test
    void deleteAllRemovesTheFolder() {
        put();

        store.deleteAll(key.prefix());

        assertThat(imageFolder()).doesNotExist();
    }

    @Test
    void deleteAllKeepsFilesThatAreNotObjects() throws IOException {
        put();
        Files.writeString(imageFolder().resolve(".DS_Store"), "foreign");
        Files.createDirectory(imageFolder().resolve("folder.jpg"));

        store.deleteAll(key.prefix());

        assertThat(names(imageFolder())).containsExactlyInAnyOrder(".DS_Store", "folder.jpg");
        put();
        assertThat(store.stat(key)).isPresent();
    }

    @Test
    void forEachIgnoresFilesThatAreNotObjects() throws IOException {
        put();
        Files.writeString(root.resolve("lost+found"), "foreign");
        Files.writeString(imageFolder().resolve(".DS_Store"), "foreign");
        Files.createDirectory(imageFolder().resolve("thumb.jpg"));
        Path elsewhere = root.resolve("zz").resolve(key.prefix().imageId().toString());
        Files.createDirectories(elsewhere);
        Files.writeString(elsewhere.resolve("original.jpg"), "in the shard of another image");
        Files.createSymbolicLink(imageFolder().resolve("small.jpg"), root.resolve(key.value()));
        List<StoredObject> shown = new ArrayList<>();

        store.forEach(shown::add);

        assertThat(shown).extracting(StoredObject::key).containsExactly(key);
    }

    @Test
    void folderWithTheNameOfAnObjectIsIgnoredAndStaysWhenAPutFails() throws IOException {
        Files.createDirectories(root.resolve(key.value()).resolve("foreign"));

        assertThat(store.stat(key)).isEmpty();
        assertThat(store.open(key, new ByteRange(0, 10))).isEmpty();
        assertThatThrownBy(this::put).isInstanceOf(StorageException.Unavailable.class);

        assertThat(root.resolve(key.value()).resolve("foreign")).isDirectory();
    }

    @Test
    void fileWithTheNameOfAFolderMakesPutsFailAndReadsEmpty() throws IOException {
        for (Path inTheWay : List.of(root.resolve(key.value().substring(0, 2)), imageFolder())) {
            Files.createDirectories(inTheWay.resolveSibling(""));
            Files.writeString(inTheWay, "foreign");

            assertThat(store.stat(key)).isEmpty();
            store.deleteAll(key.prefix());
            assertThatThrownBy(this::put).isInstanceOf(StorageException.Unavailable.class);

            assertThat(inTheWay).hasContent("foreign");
            Files.delete(inTheWay);
        }
        put();
        assertThat(store.stat(key)).isPresent();
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Path secret = Files.write(outside.resolve(key.name()), BYTES);
        Path shard = Files.createDirectory(root.resolve(key.value().substring(0, 2)));
        assumeTrue(linked(shard.resolve(key.prefix().imageId().toString()), outside),
                "This file system has no links");

        assertThat(store.stat(key)).isEmpty();
        assertThat(store.open(key, new ByteRange(0, 10))).isEmpty();
        store.deleteAll(key.prefix());
        assertThatThrownBy(this::put).isInstanceOf(StorageException.Unavailable.class);
        assertThat(secret).hasBinaryContent(BYTES);

        Files.delete(imageFolder());
        Files.createDirectory(imageFolder());
        assertThat(linked(root.resolve(key.value()), secret)).isTrue();
        assertThat(store.stat(key)).isEmpty();
        store.deleteAll(key.prefix());
        assertThat(root.resolve(key.value())).isSymbolicLink();
        byte[] other = {1, 2, 3};
        store.put(key, Content.of(other), ContentType.JPEG, Checksum.of(Checksum.newDigest().digest(other)));
        assertThat(root.resolve(key.value())).isRegularFile().hasBinaryContent(other);
        assertThat(secret).hasBinaryContent(BYTES);
    }

    private static boolean linked(Path link, Path target) {
        try {
            Files.createSymbolicLink(link, target);
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Test
    void allMethodsAreUnavailableWhileTheRootIsMissing() throws IOException {
        put();
        Path away = Files.move(root, folder.resolve("unmounted"));

        assertThatThrownBy(this::put).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> store.stat(key)).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> store.open(key, new ByteRange(0, 1)))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> store.deleteAll(key.prefix())).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> store.forEach(_ -> {})).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(store::check)
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining(root.toString());
        assertThat(root).doesNotExist();

        Files.move(away, root);
        assertThat(store.stat(key)).isPresent();
        put();
        store.check();
    }

    @Test
    void putAndCheckAreUnavailableIfNoTemporaryFileCanBeCreated() throws IOException {
        Files.delete(temporary);

        assertThatThrownBy(this::put).isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(store::check).isInstanceOf(StorageException.Unavailable.class);

        assertThat(store.stat(key)).isEmpty();
    }

    @Test
    void interruptedPutIsUnavailableAndKeepsTheInterrupt() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::put).isInstanceOf(StorageException.Unavailable.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.stat(key)).isEmpty();
    }

    @Test
    void unreadableContentIsUnavailableAndOtherFailuresAreRethrown() {
        Content unreadable = Content.of(folder.resolve("missing"), 10);
        Content broken = new Content() {
            @Override
            public long sizeBytes() {
                return 10;
            }

            @Override
            public InputStream open() {
                throw new IllegalStateException("broken");
            }
        };

        assertThatThrownBy(() -> store.put(key, unreadable, ContentType.JPEG, SHA256))
                .isInstanceOf(StorageException.Unavailable.class);
        assertThatThrownBy(() -> store.put(key, broken, ContentType.JPEG, SHA256))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void skipAndAvailableStayWithinTheRange() throws IOException {
        put();

        try (InputStream part = store.open(key, new ByteRange(2, 4)).orElseThrow()) {
            assertThat(part.available()).isEqualTo(4);
            assertThat(part.skip(3)).isEqualTo(3);
            assertThat(part.read()).isEqualTo(BYTES[5]);
            assertThat(part.skip(3)).isZero();
            assertThat(part.read()).isEqualTo(-1);
            assertThat(part.read(new byte[3])).isEqualTo(-1);
        }
    }

    /** Sizes around those of a block, a buffer and the largest cached object. */
    @ParameterizedTest
    @ValueSource(ints = {1, 65_535, 65_536, 65_537, 262_144, 262_145, 300_000, 524_288, 1_000_000})
    void objectOfAnySizeIsReadBackUnchanged(int size) throws IOException {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        store.put(key, Content.of(bytes), ContentType.JPEG);

        assertThat(store.stat(key).orElseThrow().sizeBytes()).isEqualTo(size);
        assertThat(Files.size(imageFolder().resolve(key.name()))).isEqualTo(size);
        for (String time : List.of("first", "second")) {
            try (InputStream whole = store.open(key, new ByteRange(0, size)).orElseThrow()) {
                assertThat(whole.readAllBytes()).as(time).isEqualTo(bytes);
            }
            try (InputStream part = store.open(key, new ByteRange(size / 2, size)).orElseThrow()) {
                assertThat(part.available()).isEqualTo(size - size / 2);
                assertThat(part.readAllBytes()).as(time).isEqualTo(Arrays.copyOfRange(bytes, size / 2, size));
            }
        }
    }

    @Test
    void manyLargeObjectsAreWrittenConcurrently() throws Exception {
        byte[] bytes = new byte[400_000];
        new Random(1).nextBytes(bytes);
        List<ObjectKey> keys =
                Stream.generate(() -> ObjectKey.original(ImageBuilder.image().build().id(), ContentType.JPEG))
                        .limit(64)
                        .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Checksum>> puts =
                    keys.stream()
                            .<Callable<Checksum>>map(each -> () -> store.put(each, Content.of(bytes), ContentType.JPEG))
                            .toList();
            for (Future<Checksum> put : threads.invokeAll(puts)) {
                assertThat(put.get()).isEqualTo(Checksum.of(Checksum.newDigest().digest(bytes)));
            }
        }
        for (ObjectKey each : keys) {
            try (InputStream in = store.open(each, new ByteRange(0, bytes.length)).orElseThrow()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 500_000})
    void putSyncsTheFileAndEachChangedFolderOnce(int size) throws IOException {
        FaultyFiles files = new FaultyFiles();
        FilesystemBlobStore counted = new FilesystemBlobStore(files, root, temporary, spool);
        counted.put(key, Content.of(new byte[size]), ContentType.JPEG);
        Path shard = imageFolder().getParent();
        assertThat(files.forced()).hasSize(4).startsWith(temporary.resolve("1")).contains(root, imageFolder())
                .endsWith(shard);

        ObjectKey rendition = new ObjectKey(key.prefix(), "small.jpeg");
        counted.put(rendition, Content.of(new byte[size]), ContentType.JPEG);

        assertThat(files.forced().subList(4, files.forced().size()))
                .containsExactly(temporary.resolve("2"), imageFolder(), shard);
    }

    /** An object of this size is cached when it is read. */
    @Test
    void changesOfACachedObjectAreVisible() throws IOException {
        put();
        assertThat(read(key)).isEqualTo(BYTES);
        byte[] other = "another".getBytes(StandardCharsets.UTF_8);
        store.put(key, Content.of(other), ContentType.JPEG);
        assertThat(read(key)).isEqualTo(other);
        assertThat(store.stat(key).orElseThrow().sizeBytes()).isEqualTo(other.length);

        store.delete(key);
        assertThat(store.stat(key)).isEmpty();
        assertThat(store.open(key, new ByteRange(0, 1))).isEmpty();

        put();
        assertThat(read(key)).isEqualTo(BYTES);
        store.deleteAll(key.prefix());
        assertThat(store.stat(key)).isEmpty();
        assertThat(store.open(key, new ByteRange(0, 1))).isEmpty();
    }

    /** The file is changed behind the store, which shows whether an object comes from memory. */
    @ParameterizedTest
    @CsvSource({"65536, true", "65537, false"})
    void objectIsCachedUpToTheLimit(int sizeBytes, boolean cached) throws IOException {
        byte[] first = filled(sizeBytes, 1);
        byte[] second = filled(sizeBytes, 2);
        store.put(key, Content.of(first), ContentType.JPEG);
        assertThat(read(key)).isEqualTo(first);

        Files.write(root.resolve(key.value()), second);

        assertThat(RecentObjects.MAX_OBJECT_BYTES).isEqualTo(65_536);
        assertThat(read(key)).isEqualTo(cached ? first : second);
    }

    private static byte[] filled(int sizeBytes, int value) {
        byte[] bytes = new byte[sizeBytes];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private byte[] read(ObjectKey read) throws IOException {
        try (InputStream in = store.open(read, new ByteRange(0, Long.MAX_VALUE)).orElseThrow()) {
            return in.readAllBytes();
        }
    }
}
