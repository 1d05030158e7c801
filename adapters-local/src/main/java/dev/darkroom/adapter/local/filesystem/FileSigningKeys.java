package dev.darkroom.adapter.local.filesystem;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keys as files {@code {purpose}.key} of 32 bytes, readable by the owner only. Only one process may use the folder; {@link
 * LocalStorage} sees to that.
 */
public final class FileSigningKeys implements SigningKeys {
    private static final int KEY_BYTES = 32;
    private static final Pattern PURPOSE = Pattern.compile("[a-z-]{1,32}");

    /** Shared by all instances: several may be on one folder, in one process. */
    private static final ReentrantLock CREATION = new ReentrantLock();

    private final Path folder;
    private final Path temporaryFolder;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<String, SecretKey> keys = new ConcurrentHashMap<>();

    /**
     * @param folder exists
     * @param temporaryFolder exists, on the same file system
     */
    public FileSigningKeys(Path folder, Path temporaryFolder) {
        this.folder = folder;
        this.temporaryFolder = temporaryFolder;
    }

    @Override
    public SecretKey key(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw new IllegalArgumentException("A key's purpose is 1 to 32 of a-z -, not " + purpose);
        }
        return keys.computeIfAbsent(purpose, this::readOrCreate);
    }

    private SecretKey readOrCreate(String purpose) {
        Path file = folder.resolve(purpose + ".key");
        CREATION.lock();
        try {
            if (DurableFiles.look(file) == null) {
                create(purpose, file);
            }
            return new SecretKeySpec(read(file), ALGORITHM);
        } catch (IOException e) {
            throw new StorageException.Unavailable("The key " + file + " can't be read or kept: " + e.getMessage(), e);
        } finally {
            CREATION.unlock();
        }
    }

    private void create(String purpose, Path file) throws IOException {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        Path temporary = temporaryFolder.resolve(purpose + ".key");
        // Left by an earlier try that failed.
        Files.deleteIfExists(temporary);
        try (FileChannel out = DurableFiles.create(temporary)) {
            DurableFiles.writeFully(out, ByteBuffer.wrap(bytes));
            out.force(true);
        }
        Files.move(temporary, file, ATOMIC_MOVE);
        DurableFiles.sync(folder);
    }

    private static byte[] read(Path file) throws IOException {
        // Checked first: a file of any size would be read into memory.
        long size = Files.size(file);
        byte[] bytes = size == KEY_BYTES ? Files.readAllBytes(file) : new byte[0];
        if (bytes.length != KEY_BYTES) {
            throw new StorageException.Corrupted(
                    "The key " + file + " has " + size + " bytes instead of " + KEY_BYTES
                            + ": restore it from a backup, or remove it to have a new one made, which ends all links given out",
                    null);
        }
        return bytes;
    }
}
