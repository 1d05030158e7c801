package dev.darkroom.adapter.local.filesystem;

import static java.nio.file.StandardOpenOption.READ;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps each key in a file {@code {purpose}.key} of 32 bytes, which only its owner can read. Only one process may use the folder; {@link
 * dev.darkroom.adapter.local.DataFolder} ensures that.
 */
public final class FileSigningKeys implements SigningKeys {
    private static final int KEY_BYTES = 32;
    private static final Pattern PURPOSE = Pattern.compile("[a-z-]{1,32}");

    /** Shared by all instances, because several instances of one process may use the same folder. */
    private static final ReentrantLock CREATION = new ReentrantLock();

    private final DurableFiles files;
    private final Path folder;
    private final Path temporaryFolder;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<String, SecretKey> keys = new ConcurrentHashMap<>();

    /**
     * @param folder exists
     * @param temporaryFolder exists, on the same file system
     */
    public FileSigningKeys(DurableFiles files, Path folder, Path temporaryFolder) {
        this.files = files;
        this.folder = folder;
        this.temporaryFolder = temporaryFolder;
    }

    @Override
    public SecretKey key(String purpose) {
        if (!PURPOSE.matcher(purpose).matches()) {
            throw new IllegalArgumentException(
                    "The purpose of a key has 1 to 32 characters from a-z and -, not " + purpose);
        }
        return keys.computeIfAbsent(purpose, this::readOrCreate);
    }

    private SecretKey readOrCreate(String purpose) {
        Path file = folder.resolve(purpose + ".key");
        CREATION.lock();
        try {
            if (DurableFiles.attributes(file) == null) {
                create(purpose, file);
            }
            return new SecretKeySpec(read(file), ALGORITHM);
        } catch (IOException e) {
            throw new StorageException.Unavailable("The key " + file + " can't be read or stored: " + e.getMessage(),
                    e);
        } finally {
            CREATION.unlock();
        }
    }

    private void create(String purpose, Path file) throws IOException {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        Path temporary = temporaryFolder.resolve(purpose + ".key");
        // An earlier attempt that failed may have left it.
        files.deleteIfExists(temporary);
        try (FileChannel out = files.create(temporary)) {
            files.writeFully(out, ByteBuffer.wrap(bytes));
            files.force(out);
        }
        files.move(temporary, file);
        files.sync(folder);
    }

    private byte[] read(Path file) throws IOException {
        FileChannel channel = files.open(file, READ);
        try (InputStream in = new FileRange(files, channel, 0, KEY_BYTES)) {
            long size = channel.size();
            byte[] bytes = in.readAllBytes();
            if (size != KEY_BYTES || bytes.length != KEY_BYTES) {
                throw new StorageException.Corrupted(
                        "The key " + file + " has " + size + " bytes instead of " + KEY_BYTES
                                + ": restore it from a backup, or delete it; then a new key is created, and all links that were signed with the old one become invalid",
                        null);
            }
            return bytes;
        }
    }
}
