package dev.darkroom.bootstrap.wiring.storage;

import com.google.inject.Provides;
import dev.darkroom.adapter.aws.S3Storage;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Stores objects in a bucket. S3 serves the presigned URLs. */
final class S3Module extends BlobModule {
    private final S3Storage storage;
    private final BlobStore store;
    private final TemporaryFolder spool;

    private S3Module(S3Storage storage, TemporaryFolder spool, Telemetry telemetry) {
        this.storage = storage;
        this.store = telemetry.store(storage.blobStore());
        this.spool = spool;
    }

    static S3Module open(S3Storage storage, Telemetry telemetry) {
        try {
            return new S3Module(storage, TemporaryFolder.create(), telemetry);
        } catch (RuntimeException e) {
            storage.close();
            throw e;
        }
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
        return Optional.empty();
    }

    @Provides
    Optional<ReceiveBlob> receiveBlob() {
        return Optional.empty();
    }

    @Override
    Path spoolFolder() {
        return spool.path();
    }

    @Override
    Optional<URI> pictureOrigin() {
        return Optional.of(storage.origin());
    }

    @Override
    public void close() {
        try (spool) {
            storage.close();
        }
    }
}
