package dev.darkroom.bootstrap.wiring;

import com.google.inject.Provides;
import dev.darkroom.adapter.aws.AwsStorage;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.StorageConfig;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** S3 and DynamoDB. S3 serves its presigned URLs itself. */
final class AwsStorageModule extends StorageModule {
    private final AwsStorage storage;
    private final TemporaryFolder spool;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final IdempotencyStore uploadKeys;

    private AwsStorageModule(AwsStorage storage, TemporaryFolder spool, Telemetry telemetry) {
        this.storage = storage;
        this.store = telemetry.store(storage.blobStore());
        this.catalog = telemetry.catalog(storage.catalog());
        this.uploadKeys = telemetry.uploadKeys(storage.uploadKeys());
        this.spool = spool;
    }

    static AwsStorageModule open(StorageConfig.Aws config, InstantSource clock, Telemetry telemetry) {
        AwsStorage storage = AwsStorage.open(config.settings(), clock);
        try {
            return new AwsStorageModule(
                    storage, TemporaryFolder.create(), telemetry);
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
        return Optional.empty();
    }

    @Provides
    Optional<ReceiveBlob> receiveBlob() {
        return Optional.empty();
    }

    @Override
    public Path spoolFolder() {
        return spool.path();
    }

    @Override
    public Optional<URI> pictureOrigin() {
        return Optional.of(storage.pictureOrigin());
    }

    @Override
    public boolean isExclusive() {
        return false;
    }

    @Override
    public void close() {
        storage.close();
        spool.close();
    }
}
