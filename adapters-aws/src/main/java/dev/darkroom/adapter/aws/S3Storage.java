package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.Bucket;
import dev.darkroom.adapter.aws.client.S3Settings;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.client.WriteProbe;
import dev.darkroom.adapter.aws.provisioning.Provisioning;
import dev.darkroom.adapter.aws.s3.S3BlobStore;
import dev.darkroom.adapter.aws.s3.S3UrlSigner;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import java.net.URI;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Objects in one bucket. Opening it uses no network, so a service starts while S3 is unavailable. Missing credentials, too, are reported
 * by the first request, as {@link dev.darkroom.domain.model.StorageException.Unavailable}. Thread-safe.
 */
public final class S3Storage implements AutoCloseable {
    private final AwsCredentialsProvider credentials;
    private final Bucket bucket;
    private final BlobStore blobStore;
    private final S3UrlSigner urlSigner;
    private final Provisioning provisioning;

    S3Storage(S3Settings settings, InstantSource clock, AwsCredentialsProvider credentials, Timeouts timeouts) {
        this.credentials = credentials;
        bucket = Bucket.open(settings, credentials, timeouts);
        blobStore = new S3BlobStore(bucket, settings.checksums(), timeouts, clock);
        urlSigner = new S3UrlSigner(bucket, settings, credentials, clock);
        provisioning = Provisioning.of(bucket, settings.region(), new WriteProbe(bucket, settings.checksums()));
    }

    /**
     * Opens the storage with credentials from the SDK's default chain.
     *
     * @param clock the time at which URLs are signed and objects are written
     */
    public static S3Storage open(S3Settings settings, InstantSource clock) {
        return new S3Storage(settings, clock, DefaultCredentialsProvider.builder().build(), Timeouts.S3);
    }

    public BlobStore blobStore() {
        return blobStore;
    }

    /** Presigns requests to the bucket. */
    public UrlSigner urlSigner() {
        return urlSigner;
    }

    /** Scheme, host and port of presigned URLs. */
    public URI origin() {
        return urlSigner.origin();
    }

    /** Creates the bucket. */
    public Provisioning provisioning() {
        return provisioning;
    }

    Bucket bucket() {
        return bucket;
    }

    @Override
    public void close() {
        bucket.close();
        closeCredentials(credentials);
    }

    /** The default chain has connections and threads of its own. Fixed credentials have nothing to close. */
    static void closeCredentials(AwsCredentialsProvider credentials) {
        if (credentials instanceof SdkAutoCloseable chain) {
            chain.close();
        }
    }
}
