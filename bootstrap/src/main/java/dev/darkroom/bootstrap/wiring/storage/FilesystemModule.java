package dev.darkroom.bootstrap.wiring.storage;

import com.google.inject.Provides;
import com.google.inject.Singleton;
import dev.darkroom.adapter.local.FilesystemStorage;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.service.blob.FetchBlobService;
import dev.darkroom.domain.service.blob.ReceiveBlobService;
import java.net.URI;
import java.util.Optional;

/** Stores objects as files. This server serves the presigned URLs. */
final class FilesystemModule extends BlobModule {
    private final FilesystemStorage storage;
    private final BlobStore store;

    FilesystemModule(FilesystemStorage storage, Telemetry telemetry) {
        this.storage = storage;
        this.store = telemetry.store(storage.blobStore());
    }

    @Provides
    BlobStore blobStore() {
        return store;
    }

    @Provides
    UrlSigner urlSigner() {
        return storage.urlSigner();
    }

    @Provides
    Optional<FetchBlob> fetchBlob() {
        return Optional.of(new FetchBlobService(storage.linkVerifier(), store));
    }

    /** A singleton, because it prevents two requests from writing the same object. */
    @Provides
    @Singleton
    Optional<ReceiveBlob> receiveBlob(ImageCatalog catalog) {
        return Optional.of(new ReceiveBlobService(storage.linkVerifier(), store, catalog));
    }

    @Override
    Optional<URI> pictureOrigin() {
        return Optional.empty();
    }

    /** Does nothing: {@link StorageModule} closes the data folder. */
    @Override
    public void close() {}
}
