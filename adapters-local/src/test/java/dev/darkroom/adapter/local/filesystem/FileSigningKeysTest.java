package dev.darkroom.adapter.local.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.security.SigningKeys;
import dev.darkroom.domain.testkit.contract.SigningKeysContract;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSigningKeysTest implements SigningKeysContract {
    @TempDir
    Path folder;

    private Path keys;
    private Path temporary;

    @BeforeEach
    void createFolders() throws IOException {
        keys = Files.createDirectory(folder.resolve("keys"));
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    @Override
    public FileSigningKeys testee() {
        return new FileSigningKeys(DurableFiles.DEFAULT, keys, temporary);
    }

    @Test
    void onlyTheOwnerCanReadAKey() throws IOException {
        byte[] key = testee().key("url").getEncoded();

        assertThat(keys.resolve("url.key")).hasBinaryContent(key);
        assertThat(temporary).isEmptyDirectory();
        assumeTrue(
                FileSystems.getDefault().supportedFileAttributeViews().contains("posix"),
                "This file system has no POSIX permissions");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.resolve("url.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void fileOfAnotherSizeIsCorruptedAndKept() throws IOException {
        for (int size : new int[]{0, 31, 33}) {
            Path file = Files.write(keys.resolve("url.key"), new byte[size]);

            assertThatThrownBy(() -> testee().key("url"))
                    .isInstanceOf(StorageException.Corrupted.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining(size + " bytes instead of 32");

            assertThat(file).hasSize(size);
        }
    }

    @Test
    void leftoverOfAnInterruptedCreationIsReplaced() throws IOException {
        Files.write(temporary.resolve("url.key"), new byte[7]);

        assertThat(testee().key("url").getEncoded()).hasSize(32);
    }

    @Test
    void keyIsUnavailableUntilItCanBeStored() throws IOException {
        SigningKeys testee = testee();
        Files.delete(keys);
        assertThatThrownBy(() -> testee.key("url")).isInstanceOf(StorageException.Unavailable.class);

        Files.createDirectory(keys);
        assertThat(testee.key("url")).isEqualTo(testee().key("url"));
    }

    @Test
    void invalidPurposeIsRefused() {
        for (String purpose : new String[]{"", "../url", "URL", "a".repeat(33)}) {
            assertThatThrownBy(() -> testee().key(purpose)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(keys).isEmptyDirectory();
    }
}
