package dev.darkroom.adapter.local;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.adapter.local.filesystem.FileSigningKeys;
import dev.darkroom.adapter.local.filesystem.FilesystemBlobStore;
import dev.darkroom.adapter.local.filesystem.FolderLock;
import dev.darkroom.adapter.local.links.HmacUrlSigner;
import dev.darkroom.adapter.local.sqlite.SqliteImageCatalog;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * Everything in one folder, for one process:
 *
 * <pre>
 * lock         held while a process works on the folder
 * blobs/       the objects
 * catalog.db   the catalog, with its log beside it
 * keys/        the secrets that links and cursors are signed with
 * tmp/         objects that are being written; emptied at the start
 * spool/       bodies that are being received; emptied at the start
 * </pre>
 *
 * What it makes can be read by its owner only. Thread-safe.
 */
public final class LocalStorage implements AutoCloseable {
    private final FolderLock lock;
    private final SqliteImageCatalog catalog;
    private final FilesystemBlobStore blobStore;
    private final FileSigningKeys signingKeys;
    private final HmacUrlSigner links;
    private final Path spoolFolder;

    private LocalStorage(Path folder, FolderLock lock, InstantSource clock) throws IOException {
        Path temporaryFolder = emptied(folder.resolve("tmp"));
        this.lock = lock;
        this.spoolFolder = emptied(folder.resolve("spool"));
        this.blobStore = new FilesystemBlobStore(made(folder.resolve("blobs")), temporaryFolder, spoolFolder);
        this.signingKeys = new FileSigningKeys(made(folder.resolve("keys")), temporaryFolder);
        this.links = new HmacUrlSigner(signingKeys, clock);
        this.catalog = SqliteImageCatalog.open(folder.resolve("catalog.db"));
    }

    /**
     * Opens a data folder, which is made when it is missing, and removes what a process that died left in {@code tmp} and
     * {@code spool}.
     *
     * @param clock by which links expire
     * @throws dev.darkroom.adapter.local.filesystem.FolderInUseException when a process has the folder open, this one included
     * @throws StorageException.Unavailable when the folder can't be made, read or written
     * @throws StorageException.Corrupted when its catalog is damaged or that of a newer program
     */
    public static LocalStorage open(Path dataFolder, InstantSource clock) {
        try {
            DurableFiles.createFolders(dataFolder);
            Path folder = dataFolder.toRealPath();
            FolderLock lock = FolderLock.acquire(folder);
            try {
                return new LocalStorage(folder, lock, clock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new StorageException.Unavailable(
                    "The data folder " + dataFolder + " can't be used: " + e.getMessage(), e);
        }
    }

    private static Path made(Path folder) throws IOException {
        DurableFiles.createFolders(folder);
        if (!DurableFiles.isFolder(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
        return folder;
    }

    private static Path emptied(Path folder) throws IOException {
        DurableFiles.empty(made(folder));
        return folder;
    }

    public BlobStore blobStore() {
        return blobStore;
    }

    public ImageCatalog catalog() {
        return catalog;
    }

    public IdempotencyStore uploadKeys() {
        return catalog.uploadKeys();
    }

    public UrlSigner urlSigner() {
        return links;
    }

    public SignedLinkVerifier linkVerifier() {
        return links;
    }

    public SigningKeys signingKeys() {
        return signingKeys;
    }

    /**
     * For the bodies of requests while they are received; on the file system of the objects. A file that has become a {@link
     * dev.darkroom.domain.model.object.Content} must not be written again: it may be an object by then.
     */
    public Path spoolFolder() {
        return spoolFolder;
    }

    /** Answers the changes that wait, empties the catalog's log into its file and gives the folder free. Repeatable. */
    @Override
    public void close() {
        try (lock) {
            catalog.close();
        }
    }
}
