package dev.darkroom.bootstrap.wiring;

import com.google.inject.AbstractModule;
import dev.darkroom.bootstrap.configuration.StorageConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * A storage that was opened, as a module: it binds the ports {@code BlobStore}, {@code ImageCatalog}, {@code IdempotencyStore},
 * {@code UrlSigner} and {@code SigningKeys}, and an {@code Optional<FetchBlob>} and an {@code Optional<ReceiveBlob>} that are empty when the
 * store serves its presigned URLs itself. Closing it closes the storage.
 */
public abstract sealed class StorageModule extends AbstractModule implements AutoCloseable
        permits LocalStorageModule, AwsStorageModule {
    /**
     * Opens what the configuration names: the one place where it is decided which adapters are used.
     *
     * @param telemetry watches the store and the catalog
     * @throws dev.darkroom.adapter.local.filesystem.FolderInUseException when another process has the data folder
     * @throws dev.darkroom.domain.model.StorageException.Unavailable when a folder can't be made or written
     */
    public static StorageModule open(StorageConfig config, InstantSource clock, TelemetryModule telemetry) {
        return switch (config) {
            case StorageConfig.Local local -> LocalStorageModule.open(local, clock, telemetry.telemetry());
            case StorageConfig.Aws aws -> AwsStorageModule.open(aws, clock, telemetry.telemetry());
        };
    }

    /** An existing folder for uploads while they arrive, which nobody else uses. */
    public abstract Path spoolFolder();

    /** Where presigned URLs lead, when that is not this service itself. */
    public abstract Optional<URI> pictureOrigin();

    /** Whether no other process can be using the storage: then whatever is half done there has been given up. */
    public abstract boolean isExclusive();

    @Override
    public abstract void close();
}
