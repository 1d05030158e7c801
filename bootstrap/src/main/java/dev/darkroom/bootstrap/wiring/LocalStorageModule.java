package dev.darkroom.bootstrap.wiring;

import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.adapter.local.LocalStorage;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.StorageConfig;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;
import dev.darkroom.domain.service.blob.FetchBlobService;
import dev.darkroom.domain.service.blob.ReceiveBlobService;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** A folder of this machine, whose signed addresses this server serves itself. */
final class LocalStorageModule extends StorageModule {
    /** Where the driver copies its library (sqlite-jdbc, "Configure the location of native libraries"). */
    private static final String LIBRARY_FOLDER = "org.sqlite.tmpdir";

    private final LocalStorage storage;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final IdempotencyStore uploadKeys;

    private LocalStorageModule(LocalStorage storage, Telemetry telemetry) {
        this.storage = storage;
        this.store = telemetry.store(storage.blobStore());
        this.catalog = telemetry.catalog(storage.catalog());
        this.uploadKeys = telemetry.uploadKeys(storage.uploadKeys());
    }

    static LocalStorageModule open(StorageConfig.Local config, InstantSource clock, Telemetry telemetry) {
        return new LocalStorageModule(open(config.dataFolder(), clock), telemetry);
    }

    /**
     * SQLite's driver copies its library into a folder when it is first used, and a process that is killed would leave the copy
     * there for good. So it gets a folder that is gone as soon as the library is loaded, or else at the next start; but not on
     * Windows, which keeps what is loaded.
     */
    private static LocalStorage open(Path dataFolder, InstantSource clock) {
        boolean isElsewhere = System.getProperty(LIBRARY_FOLDER) != null;
        if (isElsewhere || !FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            return LocalStorage.open(dataFolder, clock);
        }
        try (TemporaryFolder folder = TemporaryFolder.create()) {
            System.setProperty(LIBRARY_FOLDER, folder.path().toString());
            return LocalStorage.open(dataFolder, clock);
        } finally {
            System.clearProperty(LIBRARY_FOLDER);
        }
    }

    @Provides
    BlobStore blobStore() {
        return store;
    }

    @Provides
    ImageCatalog catalog() {
        return catalog;
    }

    @Provides
    IdempotencyStore uploadKeys() {
        return uploadKeys;
    }

    @Provides
    UrlSigner urlSigner() {
        return storage.urlSigner();
    }

    @Provides
    SigningKeys signingKeys() {
        return storage.signingKeys();
    }

    @Provides
    Optional<FetchBlob> fetchBlob() {
        return Optional.of(new FetchBlobService(storage.linkVerifier(), store));
    }

    /** One for all, because it keeps two requests from writing one object. */
    @Provides
    @Singleton
    Optional<ReceiveBlob> receiveBlob() {
        return Optional.of(
                new ReceiveBlobService(storage.linkVerifier(), store, catalog));
    }

    @Override
    public Path spoolFolder() {
        return storage.spoolFolder();
    }

    @Override
    public Optional<URI> pictureOrigin() {
        return Optional.empty();
    }

    /** The lock on the folder says so. */
    @Override
    public boolean isExclusive() {
        return true;
    }

    @Override
    public void close() {
        storage.close();
    }
}
