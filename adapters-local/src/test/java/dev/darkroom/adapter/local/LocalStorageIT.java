package dev.darkroom.adapter.local;

import static dev.darkroom.domain.testkit.fixture.ImageBuilder.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darkroom.adapter.local.filesystem.FolderInUseException;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Disposition;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.operations.Reconcile;
import dev.darkroom.domain.service.operations.ReconcileService;
import dev.darkroom.domain.testkit.fixture.MovableClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageIT {
    private static final byte[] BYTES = {1, 2, 3};

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock();

    private static Image store(LocalStorage storage, Image image, byte[] bytes) {
        storage.catalog().announce(new ImageState.Uploading(image.id(), image.createdAt()));
        Checksum sha256 = Checksum.of(Checksum.newDigest().digest(bytes));
        storage.blobStore().put(image.originalKey(), Content.of(bytes), image.contentType(), sha256);
        storage.catalog().publish(image);
        return image;
    }

    private static byte[] read(LocalStorage storage, Image image) throws IOException {
        try (InputStream in = storage.blobStore()
                .open(image.originalKey(), new ByteRange(0, Long.MAX_VALUE))
                .orElseThrow()) {
            return in.readAllBytes();
        }
    }

    private static List<Image> all(LocalStorage storage) {
        List<Image> images = new ArrayList<>();
        Position after = null;
        do {
            ImagePage page = storage.catalog()
                    .list(new PageRequest(ImageFilter.ALL, SortOrder.OLDEST_FIRST, after, PageRequest.MAX_LIMIT));
            images.addAll(page.images());
            after = page.next();
        } while (after != null);
        return images;
    }

    private static Process start(Path dataFolder, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                UploadingProcess.class.getName(),
                dataFolder.toString()));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void imagesAndUrlsAreKeptAfterReopening() throws IOException {
        Path data = folder.resolve("new").resolve("data");
        Image image = image().tags("sea").build();
        String url;
        try (LocalStorage storage = LocalStorage.open(data, clock)) {
            store(storage, image, BYTES);
            url = sign(storage, image);
        }

        try (LocalStorage storage = LocalStorage.open(data, clock)) {
            assertThat(all(storage)).containsExactly(image);
            assertThat(read(storage, image)).isEqualTo(BYTES);
            assertThat(sign(storage, image)).isEqualTo(url);
        }
    }

    @Test
    void folderMayHaveAnyName() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "This file system does not allow such names");
        // Each of these characters has a meaning in a URL and none in a file system.
        Path data = folder.resolve("da?ta #1%20&x=:凧");
        Image image = image().build();

        try (LocalStorage storage = LocalStorage.open(data, clock)) {
            store(storage, image, BYTES);
            assertThat(data.resolve("catalog.db-wal")).isNotEmptyFile();
        }

        try (LocalStorage storage = LocalStorage.open(data, clock)) {
            assertThat(all(storage)).containsExactly(image);
        }
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside).containsExactly(data);
        }
    }

    private static String sign(LocalStorage storage, Image image) {
        return storage.urlSigner()
                .sign(image.originalKey(), ContentType.JPEG, new Disposition.Inline(), Duration.ofHours(1))
                .url()
                .toString();
    }

    @Test
    void openFolderIsRefusedInThisAndInOtherProcessesUntilItIsClosed() throws Exception {
        try (LocalStorage storage = LocalStorage.open(folder, clock)) {
            assertThatThrownBy(() -> LocalStorage.open(folder.resolve("."), clock))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessage("The data folder " + folder.toRealPath() + " is in use by another Darkroom: stop that"
                            + " one, or give this one a folder of its own.");
            // A failed attempt of this process must not release the lock.
            assertThat(firstLine(start(folder))).isEqualTo("refused");
            storage.catalog().check();
        }
        LocalStorage.open(folder, clock).close();
    }

    @Test
    void folderOfAnotherProcessIsRefusedUntilThatProcessEnds() throws Exception {
        Process other = start(folder, "hold");
        try {
            assertThat(firstLine(other)).isEqualTo("open");

            assertThatThrownBy(() -> LocalStorage.open(folder, clock)).isInstanceOf(FolderInUseException.class);
        } finally {
            other.getOutputStream().close();
            assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }

        LocalStorage.open(folder, clock).close();
    }

    private static @Nullable String firstLine(Process process) throws IOException {
        return process.inputReader().readLine();
    }

    @Test
    void secondCloseDoesNotReleaseTheLockOfAnotherInstance() {
        LocalStorage first = LocalStorage.open(folder, clock);
        first.close();

        try (LocalStorage second = LocalStorage.open(folder, clock)) {
            first.close();

            assertThatThrownBy(() -> LocalStorage.open(folder, clock)).isInstanceOf(FolderInUseException.class);
            second.catalog().check();
        }
    }

    @Test
    void openEmptiesOnlyTheTemporaryFolders() throws IOException {
        Image image = image().build();
        Path outside = Files.writeString(folder.resolve("mine.txt"), "mine");
        try (LocalStorage storage = LocalStorage.open(folder, clock)) {
            store(storage, image, BYTES);
        }
        Path spool = folder.resolve("spool");
        Files.write(folder.resolve("tmp").resolve("17"), BYTES);
        Files.write(Files.createDirectories(spool.resolve("a/b")).resolve("body"), BYTES);
        assumeTrue(linked(spool.resolve("link"), folder), "This file system has no links");

        try (LocalStorage storage = LocalStorage.open(folder, clock)) {
            assertThat(storage.spoolFolder()).isEmptyDirectory();
            assertThat(folder.resolve("tmp")).isEmptyDirectory();
            assertThat(read(storage, image)).isEqualTo(BYTES);
        }
        assertThat(outside).hasContent("mine");
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
    void invalidDataFolderIsRefusedAndCanBeOpenedAfterRepair() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "a file");
        assertThatThrownBy(() -> LocalStorage.open(file, clock))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining(file.toString());
        Files.delete(file);

        Path blobs = Files.writeString(Files.createDirectory(file).resolve("blobs"), "a file");
        assertThatThrownBy(() -> LocalStorage.open(file, clock))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining(blobs.toString());
        Files.delete(blobs);

        Path damaged = file.resolve("catalog.db");
        Files.writeString(damaged, "not a database ".repeat(1_000));
        assertThatThrownBy(() -> LocalStorage.open(file, clock)).isInstanceOf(StorageException.Corrupted.class);
        Files.delete(damaged);

        LocalStorage.open(file, clock).close();
    }

    /** The message of the exception is only the name of the file. The superuser, who may run this test, is always permitted. */
    @Test
    void missingPermissionIsNamed() {
        assertThat(DataFolder.unusable(Path.of("/data"), new AccessDeniedException("/data/lock")))
                .hasMessage("The data folder /data can't be used: this user has no permission to write /data/lock");
    }

    @Test
    void onlyTheOwnerCanReadTheDataFolder() throws IOException {
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "This file system has no POSIX permissions");
        Path data = folder.resolve("data");

        try (LocalStorage storage = LocalStorage.open(data, clock)) {
            store(storage, image().build(), BYTES);
            storage.signingKeys().key("url");
            try (Stream<Path> paths = Files.walk(data)) {
                assertThat(paths).allSatisfy(path -> assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .endsWith("------"));
            }
        }
    }

    @Test
    void uploadsOfManyThreadsAreAllStored() throws Exception {
        List<Callable<Image>> uploads = new ArrayList<>();
        try (LocalStorage storage = LocalStorage.open(folder, clock);
                var threads = Executors.newFixedThreadPool(32)) {
            for (int i = 0; i < 320; i++) {
                Image image = image().tags("sea", "kite").build();
                uploads.add(() -> store(storage, image, UploadingProcess.bytes(image)));
            }
            Set<Image> stored = new HashSet<>();
            for (Future<Image> upload : threads.invokeAll(uploads)) {
                stored.add(upload.get());
            }

            assertThat(all(storage)).hasSize(320).allMatch(stored::contains);
            for (Image image : stored) {
                assertThat(read(storage, image)).isEqualTo(UploadingProcess.bytes(image));
            }
        }
    }

    @Test
    void killedProcessKeepsAcknowledgedUploadsAndReconcileRemovesTheRest() throws Exception {
        Process process = start(folder);
        Set<String> stored = new HashSet<>();
        Set<String> deleted = new HashSet<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("stored")) {
                    stored.add(words[1]);
                } else if (words[0].equals("deleted")) {
                    deleted.add(words[1]);
                }
                if (stored.size() + deleted.size() == 150) {
                    // Process.destroyForcibly() would also close the stream, which must be read to its end.
                    process.toHandle().destroyForcibly();
                }
            }
        } finally {
            process.destroyForcibly();
        }

        try (LocalStorage storage = LocalStorage.open(folder, clock)) {
            var reconcile =
                    new ReconcileService(storage.blobStore(), storage.catalog(), storage.trash(), Retention.NONE,
                            storage.idempotencyStore(), storage.eventLog(),
                            () -> Instant.MAX.minusSeconds(1));
            reconcile.reconcile(new Reconcile.Command(Duration.ZERO));

            List<Image> images = all(storage);
            Set<String> ids = new HashSet<>();
            for (Image image : images) {
                ids.add(image.id().toString());
                assertThat(read(storage, image)).isEqualTo(UploadingProcess.bytes(image));
            }
            assertThat(ids).containsAll(stored).doesNotContainAnyElementsOf(deleted);
            assertThat(storedFiles()).hasSameSizeAs(images);
            assertThat(storedFolders()).hasSameSizeAs(images);
            assertThat(folder.resolve("tmp")).isEmptyDirectory();
        }
        assertThat(stored).isNotEmpty();
        assertThat(deleted).isNotEmpty();
    }

    private List<Path> storedFiles() throws IOException {
        try (Stream<Path> paths = Files.walk(folder.resolve("blobs"))) {
            return paths.filter(Files::isRegularFile).toList();
        }
    }

    private List<Path> storedFolders() throws IOException {
        try (Stream<Path> paths = Files.walk(folder.resolve("blobs"))) {
            return paths.filter(path -> ImageId.parse(String.valueOf(path.getFileName())).isPresent())
                    .toList();
        }
    }
}
