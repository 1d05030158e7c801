package dev.darkroom.adapter.local;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.filesystem.FolderLock;
import dev.darkroom.domain.model.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * A folder for one process:
 *
 * <pre>
 * lock         held while a process uses the folder
 * blobs/       the objects, if they are files
 * catalog.db   the catalog, if it is SQLite, with its log next to it
 * keys/        the keys that sign links and cursors, if the catalog is SQLite
 * tmp/         objects that are being written; emptied at the start
 * spool/       request bodies that are being received; emptied at the start
 * </pre>
 *
 * Only its owner can read what it contains. Thread-safe.
 */
public final class DataFolder implements AutoCloseable {
    static final String BLOBS = "blobs";
    static final String CATALOG = "catalog.db";

    private final DurableFiles files;
    private final Path path;
    private final FolderLock lock;
    private final Path temporaryFolder;
    private final Path spoolFolder;

    private DataFolder(DurableFiles files, Path path, FolderLock lock) throws IOException {
        this.files = files;
        this.path = path;
        this.lock = lock;
        this.temporaryFolder = emptied(path.resolve("tmp"));
        this.spoolFolder = emptied(path.resolve("spool"));
    }

    /**
     * Opens and locks a folder. A missing folder is created. What a process that died left in {@code tmp} and {@code spool} is removed.
     *
     * @throws dev.darkroom.adapter.local.filesystem.FolderInUseException if a process has the folder open, including this process
     * @throws StorageException.Unavailable if the folder can't be created, read or written
     */
    public static DataFolder open(Path path) {
        return open(DurableFiles.DEFAULT, path);
    }

    /** Whether a folder exists that contains blobs or a catalog. Does not change anything. */
    public static boolean isDataFolder(Path path) {
        return Files.isDirectory(path.resolve(BLOBS)) || Files.isRegularFile(path.resolve(CATALOG));
    }

    static DataFolder open(DurableFiles files, Path path) {
        try {
            files.createFolders(path);
            Path folder = path.toRealPath();
            FolderLock lock = FolderLock.acquire(files, folder);
            try {
                return new DataFolder(files, folder, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    static StorageException.Unavailable unusable(Path path, IOException cause) {
        return new StorageException.Unavailable("The data folder " + path + " can't be used: " + reason(cause), cause);
    }

    /** The message of some exceptions is only the name of the file. */
    private static String reason(IOException cause) {
        return switch (cause) {
            case AccessDeniedException denied -> "this user has no permission to write " + denied.getFile();
            case NotDirectoryException file -> file.getFile() + " is not a folder";
            default -> String.valueOf(cause.getMessage());
        };
    }

    private Path emptied(Path folder) throws IOException {
        files.empty(created(folder));
        return folder;
    }

    private Path created(Path folder) throws IOException {
        files.createFolders(folder);
        if (!DurableFiles.isFolder(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        return folder;
    }

    /** A folder in it, which is created if it is missing. */
    Path folder(String name) {
        try {
            return created(path.resolve(name));
        } catch (IOException e) {
            throw unusable(path, e);
        }
    }

    DurableFiles files() {
        return files;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    Path temporaryFolder() {
        return temporaryFolder;
    }

    /**
     * For request bodies while they are received. It is on the file system of the objects. A file that has become a {@link
     * dev.darkroom.domain.model.object.Content} must not be written again: it may be an object by then.
     */
    public Path spoolFolder() {
        return spoolFolder;
    }

    /** Unlocks the folder. Repeatable. */
    @Override
    public void close() {
        lock.close();
    }
}
