package dev.darkroom.bootstrap.wiring.storage;

import com.google.inject.AbstractModule;
import dev.darkroom.adapter.aws.S3Storage;
import dev.darkroom.adapter.local.DataFolder;
import dev.darkroom.adapter.local.FilesystemStorage;
import dev.darkroom.adapter.telemetry.Telemetry;
import dev.darkroom.bootstrap.configuration.BlobConfig;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.net.URI;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open blob store: binds {@code BlobStore} and {@code UrlSigner}, and an {@code Optional<FetchBlob>} and an {@code Optional<ReceiveBlob>}
 * that are empty if the store itself serves its presigned URLs.
 */
abstract sealed class BlobModule extends AbstractModule implements AutoCloseable permits FilesystemModule, S3Module {
    /**
     * Opens a blob store.
     *
     * @param folder the data folder, if the configuration has one
     * @param signingKeys the keys that sign URLs of this server
     */
    static BlobModule open(
            BlobConfig config, @Nullable DataFolder folder, SigningKeys signingKeys, InstantSource clock,
            Telemetry telemetry) {
        return switch (config) {
            case BlobConfig.Filesystem _ -> {
                DataFolder data = Objects.requireNonNull(folder);
                yield new FilesystemModule(new FilesystemStorage(data, signingKeys, clock), telemetry);
            }
            case BlobConfig.S3(var settings) -> new S3Module(S3Storage.open(settings, clock), telemetry);
        };
    }

    /** See {@link StorageModule#pictureOrigin()}. */
    abstract Optional<URI> pictureOrigin();

    @Override
    public abstract void close();
}
