package dev.darkroom.adapter.aws;

import dev.darkroom.adapter.aws.client.Bucket;
import dev.darkroom.adapter.aws.client.Timeouts;
import dev.darkroom.adapter.aws.dynamodb.schema.Table;
import dev.darkroom.adapter.aws.provisioning.Provisioning;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.UrlSigner;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.events.DeliveryStore;
import dev.darkroom.domain.port.out.events.EventLog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.net.URI;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;

/** {@link S3Storage} and {@link DynamoDbStorage} together, with the same credentials. Thread-safe. */
public final class AwsStorage implements AutoCloseable {
    private final S3Storage s3;
    private final DynamoDbStorage dynamoDb;

    private AwsStorage(S3Storage s3, DynamoDbStorage dynamoDb) {
        this.s3 = s3;
        this.dynamoDb = dynamoDb;
    }

    /**
     * Opens the storage with credentials from the SDK's default chain.
     *
     * @param clock the clock for signing URLs and counting usage
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
        return new AwsStorage(
                new S3Storage(settings.s3(), clock, credentials, withS3),
                new DynamoDbStorage(settings.dynamoDb(), clock, true, credentials, withDynamoDb));
    }

    public BlobStore blobStore() {
        return s3.blobStore();
    }

    public ImageCatalog catalog() {
        return dynamoDb.catalog();
    }

    public Trash trash() {
        return dynamoDb.trash();
    }

    public IdempotencyStore idempotencyStore() {
        return dynamoDb.idempotencyStore();
    }

    public UrlSigner urlSigner() {
        return s3.urlSigner();
    }

    /** Scheme, host and port of presigned URLs. */
    public URI pictureOrigin() {
        return s3.origin();
    }

    public SigningKeys signingKeys() {
        return dynamoDb.signingKeys();
    }

    public EventLog eventLog() {
        return dynamoDb.eventLog();
    }

    public DeliveryStore deliveryStore() {
        return dynamoDb.deliveryStore();
    }

    /** Creates the bucket and the table. */
    public Provisioning provisioning() {
        return s3.provisioning().and(dynamoDb.provisioning());
    }

    public Bucket bucket() {
        return s3.bucket();
    }

    public Table table() {
        return dynamoDb.table();
    }

    @Override
    public void close() {
        try (dynamoDb) {
            s3.close();
        }
    }
}
