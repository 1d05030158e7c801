package dev.darkroom.bootstrap.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darkroom.bootstrap.ChildJvm;
import dev.darkroom.domain.port.out.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SpoolFolderTest {
    @TempDir
    private Path parent;

    @Test
    void itIsReadableByItsOwnerAlone() throws IOException {
        assumeTrue(
                parent.getFileSystem().supportedFileAttributeViews().contains("posix"),
                "This file system has no permissions to look at");
        try (SpoolFolder spool = SpoolFolder.create(parent)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spool.path())))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void nothingIsLeftWhenItIsClosed() throws IOException {
        try (SpoolFolder spool = SpoolFolder.create(parent)) {
            Files.writeString(spool.path().resolve("upload"), "bytes");
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatBelongsToOthersStays() throws IOException {
        Files.createDirectory(parent.resolve("darkroom-spool-without-lock"));
        Files.writeString(parent.resolve("other.lock"), "");
        try (SpoolFolder living = SpoolFolder.create(parent)) {
            SpoolFolder.create(parent).close();
            assertThat(living.path()).exists();
        }
        assertThat(parent.resolve("darkroom-spool-without-lock")).exists();
        assertThat(parent.resolve("other.lock")).exists();
    }

    @Test
    @Timeout(60)
    void theFolderOfAProcessGoesWithTheProcessAndNotBefore() throws Exception {
        Path folder;
        try (ChildJvm process = ChildJvm.start(Holder.class, parent.toString())) {
            folder = Path.of(process.awaitLine(parent.toString()));
            Files.writeString(folder.resolve("upload"), "bytes");

            SpoolFolder.create(parent).close();
            assertThat(folder).exists();
            process.kill();
        }

        SpoolFolder.create(parent).close();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aParentThatIsNotThereIsToldByItsName() {
        Path missing = parent.resolve("missing");
        assertThatThrownBy(() -> SpoolFolder.create(missing))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessage("No folder for arriving uploads can be made in " + missing);
    }

    /** A process with a folder, until it is killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            try (SpoolFolder spool = SpoolFolder.create(Path.of(arguments[0]))) {
                System.out.println(spool.path());
                System.in.read();
            }
        }
    }
}
