package dev.darkroom.adapter.aws.client;

import java.time.Duration;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * Creates the SDK's clients. Every wait has a time limit. Each client has its own connection pool, so uploads to S3 cannot
 * delay requests to DynamoDB.
 */
public final class AwsClients {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** The wait for a free connection of the pool. A longer wait means that the service is overloaded, so the call fails. */
    private static final Duration ACQUIRE = Duration.ofSeconds(10);

    private static final int STREAM_ATTEMPTS = 2;

    /** Cancellation reasons after which the same transaction may succeed. */
    private static final Set<String> TRANSIENT_REASONS =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private AwsClients() {}

    public static S3Client s3(S3Settings settings, AwsCredentialsProvider credentials, Timeouts timeouts) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(settings.pathStyle())
                .httpClientBuilder(pool(settings.maxConnections(), timeouts))
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(timeouts.attempt())
                        .apiCallTimeout(timeouts.call())
                        // The response ended half-way. By default the SDK does not retry such a failure.
                        .retryStrategy(timeouts.retries()
                                .retryOnExceptionOrCauseInstanceOf(XMLStreamException.class)
                                .build()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        switch (settings.checksums()) {
            case WHEN_SUPPORTED -> builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_SUPPORTED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_SUPPORTED);
            case WHEN_REQUIRED -> builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                    .addPlugin(LegacyMd5Plugin.create());
        }
        return builder.build();
    }

    public static DynamoDbClient dynamoDb(DynamoDbSettings settings, AwsCredentialsProvider credentials,
            Timeouts timeouts) {
        var builder = DynamoDbClient.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(pool(settings.maxConnections(), timeouts))
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(timeouts.attempt())
                        .apiCallTimeout(timeouts.call())
                        .retryStrategy(timeouts.retries().retryOnException(AwsClients::isTransient).build()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return builder.build();
    }

    /** The client of the table's stream, at the same endpoint. It retries less, because the stream is read again soon. */
    public static DynamoDbStreamsClient dynamoDbStreams(
            DynamoDbSettings settings, AwsCredentialsProvider credentials, Timeouts timeouts) {
        var builder = DynamoDbStreamsClient.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(pool(settings.maxConnections(), timeouts))
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(timeouts.attempt())
                        .apiCallTimeout(timeouts.call())
                        .retryStrategy(timeouts.retries().maxAttempts(STREAM_ATTEMPTS).build()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return builder.build();
    }

    private static Apache5HttpClient.Builder pool(int maxConnections, Timeouts timeouts) {
        return Apache5HttpClient.builder()
                .maxConnections(maxConnections)
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(ACQUIRE)
                .socketTimeout(timeouts.attempt());
    }

    /**
     * Returns whether a failed transaction may succeed when it is repeated: it conflicted with another change of one of its
     * items, or it was throttled (DynamoDB API Reference, TransactWriteItems, "Errors"). The SDK by itself does not look into
     * the cancellation reasons.
     */
    private static boolean isTransient(Throwable failure) {
        return failure instanceof TransactionConflictException
                || (failure instanceof TransactionCanceledException cancelled
                        && cancelled.cancellationReasons().stream()
                                .anyMatch(reason -> TRANSIENT_REASONS.contains(String.valueOf(reason.code()))));
    }
}
