package dev.darkroom.adapter.local;

import dev.darkroom.adapter.local.filesystem.FileSigningKeys;
import dev.darkroom.adapter.local.sqlite.SqliteImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;

/** The catalog in an SQLite file in a data folder, and signing keys as files. Thread-safe. */
public final class SqliteStorage implements AutoCloseable {
    private final SqliteImageCatalog catalog;
    private final FileSigningKeys signingKeys;

    /**
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if the folder can't be used
     * @throws dev.darkroom.domain.model.StorageException.Corrupted if the catalog is damaged or has an unsupported schema version
     */
    public SqliteStorage(DataFolder folder) {
        this.signingKeys = new FileSigningKeys(folder.files(), folder.folder("keys"), folder.temporaryFolder());
        this.catalog = SqliteImageCatalog.open(folder.files(), folder.file(DataFolder.CATALOG));
    }

    public ImageCatalog catalog() {
        return catalog;
    }

    public IdempotencyStore idempotencyStore() {
        return catalog.idempotencyStore();
    }

    public SigningKeys signingKeys() {
        return signingKeys;
    }

    /** Completes the changes that are queued and moves the log of the catalog into its file. Repeatable. */
    @Override
    public void close() {
        catalog.close();
    }
}
