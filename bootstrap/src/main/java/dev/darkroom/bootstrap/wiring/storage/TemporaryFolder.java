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
 * A folder of this process alone, readable by its user alone, such as for uploads while they arrive where the storage has no
 * folder for them. It is gone after {@link #close()}; what a killed process left is removed by the next one.
 *
 * <p>Beside each folder {@code darkroom-tmp-…} lies a file {@code darkroom-tmp-….lock} that its process holds locked.
 * A lock tells the living from the dead where a process id can't: ids are used again, at once in a container.
 */
public final class TemporaryFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);
    private static final String PREFIX = "darkroom-tmp-";
    private static final String LOCK = ".lock";

    /**
     * The lock files that this process holds; guarded by this class. It must not open them again: closing a file releases every
     * lock that its process has on it (POSIX, {@code fcntl}).
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

    /** Makes a new folder in {@code java.io.tmpdir}, and removes those of dead processes. */
    public static TemporaryFolder create() {
        return create(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Makes a new folder, and removes those of dead processes.
     *
     * @param parent an existing folder, which others may use and write too
     * @throws StorageException.Unavailable when it can't be made
     */
    static synchronized TemporaryFolder create(Path parent) {
        try {
            while (true) {
                // The lock first: whoever sees the folder must find it locked.
                Path lockFile = Files.createTempFile(parent, PREFIX, LOCK);
                Optional<FileChannel> lock = lock(lockFile);
                if (lock.isPresent()) {
                    HELD.add(lockFile);
                    Path path = Files.createDirectory(folderOf(lockFile), ownerOnly(parent));
                    removeOfTheDead(parent, Files.getOwner(lockFile));
                    return new TemporaryFolder(path, lockFile, lock.get());
                }
            }
        } catch (IOException e) {
            throw new StorageException.Unavailable("No temporary folder can be made in " + parent, e);
        }
    }

    /** Locks the file, unless somebody who starts just now found it without a lock and removes it. */
    private static Optional<FileChannel> lock(Path lockFile) throws IOException {
        try {
            FileChannel lock = FileChannel.open(lockFile, StandardOpenOption.WRITE);
            lock.lock();
            if (Files.exists(lockFile)) {
                return Optional.of(lock);
            }
            lock.close();
        } catch (NoSuchFileException removed) {
            // Another one is made.
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
            LOG.atWarn().addKeyValue("folder", path).log("The temporary folder could not be removed");
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

    private static void removeOfTheDead(Path parent, UserPrincipal user) throws IOException {
        try (DirectoryStream<Path> lockFiles = Files.newDirectoryStream(parent, PREFIX + "*" + LOCK)) {
            for (Path lockFile : lockFiles) {
                if (!HELD.contains(lockFile)) {
                    removeIfDead(lockFile, user);
                }
            }
        }
    }

    private static void removeIfDead(Path lockFile, UserPrincipal user) {
        Path folder = folderOf(lockFile);
        try {
            // In a folder that everybody may write, a name alone says nothing about who made it.
            if (!isOf(user, lockFile) || (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !isOf(user, folder))) {
                return;
            }
            try (FileChannel lock =
                    FileChannel.open(lockFile, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                if (lock.tryLock() == null) {
                    return;
                }
                remove(folder);
                // While it is locked: whoever gets the lock afterwards sees that the file is gone.
                Files.deleteIfExists(lockFile);
            }
        } catch (NoSuchFileException e) {
            // Removed meanwhile.
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("folder", folder)
                    .log("The temporary folder of a dead process could not be removed");
        }
    }

    private static boolean isOf(UserPrincipal user, Path path) throws IOException {
        return Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(user);
    }

    /** Removes a folder of files; not what is in folders inside, because nobody makes any. */
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
