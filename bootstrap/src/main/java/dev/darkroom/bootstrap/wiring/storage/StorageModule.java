package dev.darkroom.bootstrap.wiring.storage;

import com.google.inject.AbstractModule;
import dev.darkroom.adapter.local.DataFolder;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.BadConfigurationException;
import dev.darkroom.bootstrap.configuration.Configuration;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open blob store and an open catalog, as a module that binds their ports. Closing it closes both. */
public final class StorageModule extends AbstractModule implements AutoCloseable {
    private final @Nullable DataFolder folder;
    private final SpoolFolder spool;
    private final CatalogModule catalog;
    private final BlobModule blobs;

    private StorageModule(@Nullable DataFolder folder, SpoolFolder spool, CatalogModule catalog, BlobModule blobs) {
        this.folder = folder;
        this.spool = spool;
        this.catalog = catalog;
        this.blobs = blobs;
    }

    /**
     * Opens the configured storage.
     *
     * @param telemetry instruments the ports
     * @throws dev.darkroom.adapter.local.filesystem.FolderInUseException if another process uses the data folder
     * @throws dev.darkroom.domain.model.StorageException.Unavailable if a folder can't be created or written
     */
    public static StorageModule open(Configuration configuration, InstantSource clock, Telemetry telemetry) {
        // Blob store and catalog share the folder, which must be locked only once.
        DataFolder folder = configuration.localFolder().map(DataFolder::open).orElse(null);
        try {
            SpoolFolder spool = SpoolFolder.open(configuration, folder);
            try {
                return open(configuration, folder, spool, clock, telemetry);
            } catch (RuntimeException e) {
                spool.close();
                throw e;
            }
        } catch (RuntimeException e) {
            if (folder != null) {
                folder.close();
            }
            throw e;
        }
    }

    /**
     * Opens a storage that exists, as {@link #open}. A mistyped data folder must not become a new, empty collection.
     *
     * @throws BadConfigurationException if the data folder contains neither blobs nor a catalog
     */
    public static StorageModule openExisting(Configuration configuration, InstantSource clock, Telemetry telemetry) {
        configuration.localFolder().filter(path -> !DataFolder.isDataFolder(path)).ifPresent(path -> {
            throw new BadConfigurationException(
                    "DARKROOM_DATA_DIR is \"" + path + "\", but no server has stored anything there.");
        });
        return open(configuration, clock, telemetry);
    }

    private static StorageModule open(
            Configuration configuration, @Nullable DataFolder folder, SpoolFolder spool, InstantSource clock,
            Telemetry telemetry) {
        CatalogModule catalog = CatalogModule.open(
                configuration.catalog(), configuration.recordsEvents(), folder, clock, telemetry);
        try {
            return new StorageModule(folder, spool, catalog,
                    BlobModule.open(configuration.blobs(), folder, catalog.signingKeys(), clock, telemetry));
        } catch (RuntimeException e) {
            catalog.close();
            throw e;
        }
    }

    @Override
    protected void configure() {
        install(catalog);
        install(blobs);
    }

    /** An existing folder that only this process uses, for uploads while they arrive. */
    public Path spoolFolder() {
        return spool.path();
    }

    /** How many uploads of this size fit into the spool folder at the same time, at least one. */
    public long uploadsThatFit(long bytesOfEach) {
        return Math.max(1, spool.freeBytes() / bytesOfEach);
    }

    /**
     * The largest direct upload that is accepted. If the spool folder is in memory, it is at most what the folder has room for while several
     * of them are checked.
     */
    public long maxDirectUploadBytes(long configured) {
        return Math.max(1, Math.min(configured, spool.freeBytesForADirectUpload()));
    }

    /** The origin of presigned URLs, if it is not this service. */
    public Optional<URI> pictureOrigin() {
        return blobs.pictureOrigin();
    }

    /** Whether no other process can use the catalog. Then no upload is in progress when it is opened. */
    public boolean isExclusive() {
        return catalog.isExclusive();
    }

    @Override
    public void close() {
        try (folder; spool; catalog) {
            blobs.close();
        }
    }
}
