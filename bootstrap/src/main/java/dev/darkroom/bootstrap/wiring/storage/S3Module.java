package dev.darkroom.bootstrap.wiring.storage;

import com.google.inject.Provides;
import dev.darkroom.adapter.aws.S3Storage;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import java.net.URI;
import java.util.Optional;

/** Stores objects in a bucket. S3 serves the presigned URLs. */
final class S3Module extends BlobModule {
    private final S3Storage storage;
    private final BlobStore store;

    S3Module(S3Storage storage, Telemetry telemetry) {
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
        return Optional.empty();
    }

    @Provides
    Optional<ReceiveBlob> receiveBlob() {
        return Optional.empty();
    }

    @Override
    Optional<URI> pictureOrigin() {
        return Optional.of(storage.origin());
    }

    @Override
    public void close() {
        storage.close();
    }
}
