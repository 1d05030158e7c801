package dev.darkroom.bootstrap.wiring.storage;

import dev.darkroom.domain.model.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A temporary folder that only this process uses and only its user can read, for example for arriving uploads. {@link #close()}
 * removes it. The next process removes the folder of a process that was killed.
 *
 * <p>Beside each folder {@code darkroom-tmp-…} is a file {@code darkroom-tmp-….lock}, which the process keeps locked. A lock shows
 * reliably whether the process still runs. A process id does not, because ids are reused, in a container immediately.
 */
public final class TemporaryFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);
    private static final String PREFIX = "darkroom-tmp-";
    private static final String LOCK = ".lock";

    /**
     * The lock files that this process holds; guarded by this class. It must not open them again, because closing a file releases
     * all locks of the process on that file (POSIX, {@code fcntl}).
     */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path path;
    private final Path lockFile;
    private final FileChannel lock;

    private TemporaryFolder(Path path, Path lockFile, FileChannel lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    /** Creates a folder in {@code java.io.tmpdir}, and removes folders of processes that ended. */
    public static TemporaryFolder create() {
        return create(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Creates a folder in another one, which is created if it is missing, and removes folders of processes that ended.
     *
     * @throws StorageException.Unavailable if the folder can't be created or written
     */
    static TemporaryFolder in(Path parent) {
        try {
            return create(Files.createDirectories(parent));
        } catch (IOException e) {
            throw new StorageException.Unavailable("The spool folder " + parent + " can't be created", e);
        }
    }

    /**
     * Creates a folder, and removes folders of processes that ended.
     *
     * @param parent an existing folder, which other processes and users can write too
     * @throws StorageException.Unavailable if the folder cannot be created
     */
    static synchronized TemporaryFolder create(Path parent) {
        try {
            while (true) {
                // The lock first, so that no other process finds the folder without a lock.
                Path lockFile = Files.createTempFile(parent, PREFIX, LOCK);
                Optional<FileChannel> lock = lock(lockFile);
                if (lock.isPresent()) {
                    HELD.add(lockFile);
                    Path path = Files.createDirectory(folderOf(lockFile), ownerOnly(parent));
                    removeStaleFolders(parent, Files.getOwner(lockFile));
                    return new TemporaryFolder(path, lockFile, lock.get());
                }
            }
        } catch (IOException e) {
            throw new StorageException.Unavailable("Cannot create a temporary folder in " + parent, e);
        }
    }

    /** Locks the file. Empty if another process, which is starting, found the file before it was locked and removed it. */
    private static Optional<FileChannel> lock(Path lockFile) throws IOException {
        try {
            FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.WRITE);
            lock.lock();
            if (Files.exists(lockFile)) {
                return Optional.of(lock);
            }
            lock.close();
        } catch (NoSuchFileException removed) {
            // The caller creates another file.
        }
        return Optional.empty();
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            remove(path);
            synchronized (TemporaryFolder.class) {
                HELD.remove(lockFile);
                lock.close();
            }
            Files.deleteIfExists(lockFile);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", path).log("Could not remove the temporary folder");
        }
    }

    private static Path folderOf(Path lockFile) {
        String name = lockFile.getFileName().toString();
        return lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length()));
    }

    private static FileAttribute<?>[] ownerOnly(Path parent) {
        return parent.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    private static void removeStaleFolders(Path parent, UserPrincipal user) throws IOException {
        try (DirectoryStream<Path> lockFiles = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
            for (Path lockFile : lockFiles) {
                if (!HELD.contains(lockFile)) {
                    removeIfStale(lockFile, user);
                }
            }
        }
    }

    private static void removeIfStale(Path lockFile, UserPrincipal user) {
        Path folder = folderOf(lockFile);
        try {
            // Other users can create files with such a name in a folder that everyone can write.
            if (!isOwnedBy(user, lockFile)
                    || (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !isOwnedBy(user, folder))) {
                return;
            }
            try (FileChannel lock =
                    FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                if (lock.tryLock() == null) {
                    return;
                }
                remove(folder);
                // Removed while it is locked, so that a process that locks it afterwards sees that it does not exist.
                Files.deleteIfExists(lockFile);
            }
        } catch (NoSuchFileException e) {
            // Another process removed it.
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", folder)
                    .log("Could not remove the temporary folder of a process that ended");
        }
    }

    private static boolean isOwnedBy(UserPrincipal user, Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user);
    }

    /** Removes a folder of files. The folder has no subfolders. */
    private static void remove(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(folder);
    }
}
