package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.AwsClients;
import dev.darkroom.adapter.aws.client.AwsSettings;
import dev.darkroom.adapter.aws.client.Bucket;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbIdempotencyStore;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbImageCatalog;
import dev.darkroom.adapter.aws.dynamodb.DynamoDbSigningKeys;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.provisioning.Provisioning;
import dev.darkroom.adapter.aws.s3.S3BlobStore;
import dev.darkroom.adapter.aws.s3.S3UrlSigner;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.net.URI;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * One bucket and one table, opened. Opening touches no network, so a service starts while its storage is out of reach;
 * missing credentials, too, show only when something is asked for, as {@link
 * dev.darkroom.domain.model.StorageException.Unavailable}. Thread-safe.
 */
public final class AwsStorage implements AutoCloseable {
    private final AwsCredentialsProvider credentials;
    private final S3Client s3;
    private final DynamoDbClient dynamoDb;
    private final Bucket bucket;
    private final Table table;
    private final BlobStore blobStore;
    private final ImageCatalog catalog;
    private final IdempotencyStore uploadKeys;
    private final S3UrlSigner urlSigner;
    private final SigningKeys signingKeys;
    private final Provisioning provisioning;

    private AwsStorage(
            AwsSettings settings,
            InstantSource clock,
            AwsCredentialsProvider credentials,
            Timeouts withS3,
            Timeouts withDynamoDb) {
        this.credentials = credentials;
        s3 = AwsClients.s3(settings, credentials, withS3);
        dynamoDb = AwsClients.dynamoDb(settings, credentials, withDynamoDb);
        table = new Table(dynamoDb, settings.table());
        bucket = new Bucket(s3, settings.bucket());
        blobStore = new S3BlobStore(bucket, settings.checksums(), withS3);
        catalog = new DynamoDbImageCatalog(table, clock);
        uploadKeys = new DynamoDbIdempotencyStore(table);
        urlSigner = new S3UrlSigner(bucket, settings, credentials, clock);
        signingKeys = new DynamoDbSigningKeys(table);
        provisioning = new Provisioning(bucket, table, settings.region());
    }

    /**
     * Opens the storage with credentials from the SDK's default chain.
     *
     * @param clock the time at which URLs are signed, and by which images are counted
     */
    public static AwsStorage open(AwsSettings settings, InstantSource clock) {
        return open(settings, clock, DefaultCredentialsProvider.builder().build());
    }

    public static AwsStorage open(AwsSettings settings, InstantSource clock, AwsCredentialsProvider credentials) {
        return open(settings, clock, credentials, Timeouts.S3, Timeouts.DYNAMODB);
    }

    public static AwsStorage open(
            AwsSettings settings,
            InstantSource clock,
            AwsCredentialsProvider credentials,
            Timeouts withS3,
            Timeouts withDynamoDb) {
        return new AwsStorage(settings, clock, credentials, withS3, withDynamoDb);
    }

    /** The objects, in the bucket. */
    public BlobStore blobStore() {
        return blobStore;
    }

    /** The rows, in the table. */
    public ImageCatalog catalog() {
        return catalog;
    }

    /** The keys of uploads, in the table. */
    public IdempotencyStore uploadKeys() {
        return uploadKeys;
    }

    /** Presigned GET requests to the bucket. */
    public UrlSigner urlSigner() {
        return urlSigner;
    }

    /** Scheme, host and port of the presigned requests. */
    public URI pictureOrigin() {
        return urlSigner.origin();
    }

    /** Keys that all processes on the table share. */
    public SigningKeys signingKeys() {
        return signingKeys;
    }

    /** Makes the bucket and the table. */
    public Provisioning provisioning() {
        return provisioning;
    }

    public Bucket bucket() {
        return bucket;
    }

    public Table table() {
        return table;
    }

    @Override
    public void close() {
        s3.close();
        dynamoDb.close();
        // The default chain keeps connections and threads of its own; a fixed pair of keys has nothing to close.
        if (credentials instanceof SdkAutoCloseable chain) {
            chain.close();
        }
    }
}
