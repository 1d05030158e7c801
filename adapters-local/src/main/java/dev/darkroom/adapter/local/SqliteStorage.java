package dev.darkroom.adapter.local;

import dev.darkroom.adapter.local.filesystem.FileSigningKeys;
import dev.darkroom.adapter.local.sqlite.SqliteImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;

/** The catalog in an SQLite file in a data folder, and signing keys as files. Thread-safe. */
public final class SqliteStorage implements AutoCloseable {
    private final SqliteImageCatalog catalog;
    private final FileSigningKeys signingKeys;

    /**
     * @param recordsEvents whether the changes of images are added to {@link #eventLog}
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if the folder can't be used
     * @throws dev.darkroom.domain.model.StorageException.Corrupted if the catalog is damaged or has an unsupported schema version
     */
    public SqliteStorage(DataFolder folder, boolean recordsEvents) {
        this.signingKeys = new FileSigningKeys(folder.files(), folder.folder("keys"), folder.temporaryFolder());
        this.catalog = SqliteImageCatalog.open(folder.files(), folder.file(DataFolder.CATALOG), recordsEvents);
    }

    public ImageCatalog catalog() {
        return catalog;
    }

    public Trash trash() {
        return catalog.trash();
    }

    public IdempotencyStore idempotencyStore() {
        return catalog.idempotencyStore();
    }

    public EventLog eventLog() {
        return catalog.eventLog();
    }

    public DeliveryStore deliveryStore() {
        return catalog.deliveryStore();
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
