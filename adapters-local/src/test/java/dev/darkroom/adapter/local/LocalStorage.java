package dev.darkroom.adapter.local;

import dev.darkroom.adapter.local.filesystem.DurableFiles;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.nio.file.Path;
import java.time.InstantSource;

/** Objects and catalog in one {@link DataFolder}. Thread-safe. */
public final class LocalStorage implements AutoCloseable {
    private final DataFolder folder;
    private final SqliteStorage catalog;
    private final FilesystemStorage blobs;

    private LocalStorage(DataFolder folder, InstantSource clock) {
        this.folder = folder;
        this.catalog = new SqliteStorage(folder, false);
        try {
            this.blobs = new FilesystemStorage(folder, catalog.signingKeys(), clock);
        } catch (RuntimeException e) {
            catalog.close();
            throw e;
        }
    }

    /**
     * Opens a data folder.
     *
     * @param clock by which links expire
     * @throws dev.darkroom.adapter.local.filesystem.FolderInUseException if a process has the folder open, including this process
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if the folder can't be created, read or written
     * @throws dev.darkroom.domain.model.StorageException.Corrupted if its catalog is damaged or has an unsupported schema version
     */
    public static LocalStorage open(Path dataFolder, InstantSource clock) {
        return open(DurableFiles.DEFAULT, dataFolder, clock);
    }

    static LocalStorage open(DurableFiles files, Path dataFolder, InstantSource clock) {
        DataFolder folder = DataFolder.open(files, dataFolder);
        try {
            return new LocalStorage(folder, clock);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    public BlobStore blobStore() {
        return blobs.blobStore();
    }

    public ImageCatalog catalog() {
        return catalog.catalog();
    }

    public Trash trash() {
        return catalog.trash();
    }

    /** Records nothing. */
    public EventLog eventLog() {
        return catalog.eventLog();
    }

    public IdempotencyStore idempotencyStore() {
        return catalog.idempotencyStore();
    }

    public UrlSigner urlSigner() {
        return blobs.urlSigner();
    }

    public SignedLinkVerifier linkVerifier() {
        return blobs.linkVerifier();
    }

    public SigningKeys signingKeys() {
        return catalog.signingKeys();
    }

    /** See {@link DataFolder#spoolFolder()}. */
    public Path spoolFolder() {
        return folder.spoolFolder();
    }

    /** Closes the catalog and unlocks the folder. Repeatable. */
    @Override
    public void close() {
        try (folder) {
            catalog.close();
        }
    }
}
