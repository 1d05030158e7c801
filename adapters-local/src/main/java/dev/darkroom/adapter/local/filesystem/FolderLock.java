package dev.darkroom.adapter.local.filesystem;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.darkroom.domain.model.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A lock that one process at a time can hold on a folder. The operating system releases it when the process ends. Thread-safe. */
public final class FolderLock implements AutoCloseable {
    /**
     * The folders that this process has locked. POSIX releases a lock when its process closes any other channel to the same file, so a
     * second attempt must not even open the file.
     */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Acquires the lock without waiting.
     *
     * @param folder the real path of an existing folder; locks of this process are compared by it
     * @throws FolderInUseException if another process, or this one, holds the lock
     */
    public static FolderLock acquire(DurableFiles files, Path folder) throws IOException {
        if (!LOCKED.add(folder)) {
            throw new FolderInUseException(folder);
        }
        try {
            return new FolderLock(folder, lock(files, folder));
        } catch (IOException | RuntimeException e) {
            LOCKED.remove(folder);
            throw e;
        }
    }

    private static FileChannel lock(DurableFiles files, Path folder) throws IOException {
        FileChannel channel = files.open(folder.resolve("lock"), CREATE, WRITE);
        try {
            if (channel.tryLock() == null) {
                throw new FolderInUseException(folder);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Releases the lock. Repeated calls do nothing. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            // Another instance may hold the lock by now.
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageException.Unavailable("The lock of " + folder + " can't be released", e);
        } finally {
            LOCKED.remove(folder);
        }
    }
}
