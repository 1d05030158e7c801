package dev.darkroom.adapter.local.filesystem;

import dev.darkroom.domain.model.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps other processes away from a folder while it is open; a process that dies gives it free. */
public final class FolderLock implements AutoCloseable {
    /**
     * The folders that this process has open. POSIX gives a lock up when its process closes any other channel to the same
     * file, so a second try must not even open it.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock, without waiting.
     *
     * @param folder exists; its real path, by which it is known
     * @throws FolderInUseException when the folder is taken
     */
    public static FolderLock acquire(Path folder) throws IOException {
        if (!OPEN.add(folder)) {
            throw new FolderInUseException(folder);
        }
        try {
            return new FolderLock(folder, locked(folder));
        } catch (IOException | RuntimeException e) {
            OPEN.remove(folder);
            throw e;
        }
    }

    private static FileChannel locked(Path folder) throws IOException {
        FileChannel channel = DurableFiles.open(folder.resolve("lock"));
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

    /** Gives the folder free; repeatable. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            // The folder may be somebody else's by now.
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageException.Unavailable("The lock of " + folder + " can't be given free", e);
        } finally {
            OPEN.remove(folder);
        }
    }
}
