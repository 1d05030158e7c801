package dev.darkroom.bootstrap.wiring.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.domain.model.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderIT {
    @TempDir
    private Path parent;

    @Test
    void concurrentCreationsDoNotRemoveEachOther() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> starts = IntStream.range(0, 200)
                    .mapToObj(_ -> threads.submit(() -> {
                        try (TemporaryFolder folder = TemporaryFolder.create(parent)) {
                            return Files.isDirectory(folder.path());
                        }
                    }))
                    .toList();
            for (Future<Boolean> start : starts) {
                assertThat(start.get()).isTrue();
            }
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void onlyTheOwnerCanReadTheFolder() throws IOException {
        assumeTrue(
                parent.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "This file system has no POSIX permissions");
        try (TemporaryFolder spool = TemporaryFolder.create(parent)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spool.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void closeRemovesTheFolder() throws IOException {
        try (TemporaryFolder spool = TemporaryFolder.create(parent)) {
            Files.writeString(spool.path().resolve("upload"), "bytes");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void foldersInUseAndOtherFilesAreKept() throws IOException {
        Files.createDirectory(parent.resolve("darkroom-tmp-without-lock"));
        Files.writeString(parent.resolve("other.lock"), "");
        try (TemporaryFolder living = TemporaryFolder.create(parent)) {
            TemporaryFolder.create(parent).close();
            assertThat(living.path()).exists();
        }
        assertThat(parent.resolve("darkroom-tmp-without-lock")).exists();
        assertThat(parent.resolve("other.lock")).exists();
    }

    @Test
    @Timeout(60)
    void folderIsRemovedAfterItsProcessEndsAndNotBefore() throws Exception {
        Path folder;
        try (ChildJvm process = ChildJvm.start(Holder.class, parent.toString())) {
            folder = Path.of(process.awaitLine(parent.toString()));
            Files.writeString(folder.resolve("upload"), "bytes");

            TemporaryFolder.create(parent).close();
            assertThat(folder).exists();
            process.kill();
        }

        TemporaryFolder.create(parent).close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    @Timeout(60)
    void allFoldersOfARunningProcessAreKeptWhenAnotherProcessStarts() throws Exception {
        try (TemporaryFolder one = TemporaryFolder.create(parent);
                TemporaryFolder another = TemporaryFolder.create(parent);
                ChildJvm process = ChildJvm.start(Holder.class, parent.toString())) {
            process.awaitLine(parent.toString());

            assertThat(one.path()).exists();
            assertThat(another.path()).exists();
        }
    }

    @Test
    void missingParentIsNamedInTheException() {
        Path missing = parent.resolve("missing");
        assertThatThrownBy(() -> TemporaryFolder.create(missing))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessage("Cannot create a temporary folder in " + missing);
    }

    /** A process that keeps a folder until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (TemporaryFolder spool = TemporaryFolder.create(Path.of(arguments[0]))) {
                System.out.println(spool.path());
                System.in.read();
            }
        }
    }
}
