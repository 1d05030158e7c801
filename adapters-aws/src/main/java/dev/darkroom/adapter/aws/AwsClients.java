package dev.darkroom.adapter.aws;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The SDK's clients, every wait of which is bounded. Each has a connection pool of its own: uploads can't starve reads. */
final class AwsClients {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** For a free connection of the pool; longer means that the service is overloaded, and it is better to say so. */
    private static final Duration ACQUIRE = Duration.ofSeconds(10);

    /** An upload of 25 MiB at 4 Mbit/s takes 52 seconds. */
    private static final Duration S3_ATTEMPT = Duration.ofSeconds(60);

    private static final Duration S3_SILENCE = Duration.ofSeconds(20);
    private static final Duration S3_CALL = Duration.ofSeconds(150);
    private static final int S3_ATTEMPTS = 3;

    private static final Duration DYNAMODB_ATTEMPT = Duration.ofSeconds(5);
    private static final Duration DYNAMODB_CALL = Duration.ofSeconds(20);
    /** More than usual: two changes of one row at once are told to come back, and they come back at once. */
    private static final int DYNAMODB_ATTEMPTS = 6;
    /** DynamoDB answers within milliseconds, so it is asked again sooner than other services. */
    private static final BackoffStrategy DYNAMODB_BACKOFF =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(25), Duration.ofSeconds(1));

    private AwsClients() {}

    static S3Client s3(AwsSettings settings, AwsCredentialsProvider credentials) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(settings.s3PathStyle())
                .httpClientBuilder(pool(settings, S3_SILENCE))
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(S3_ATTEMPT)
                        .apiCallTimeout(S3_CALL)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(S3_ATTEMPTS)
                                .build()));
        if (settings.s3Endpoint() != null) {
            builder.endpointOverride(settings.s3Endpoint());
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

    static DynamoDbClient dynamoDb(AwsSettings settings, AwsCredentialsProvider credentials) {
        var builder = DynamoDbClient.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(pool(settings, DYNAMODB_ATTEMPT))
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(DYNAMODB_ATTEMPT)
                        .apiCallTimeout(DYNAMODB_CALL)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(DYNAMODB_ATTEMPTS)
                                .backoffStrategy(DYNAMODB_BACKOFF)
                                .retryOnException(AwsClients::isConflict)
                                .build()));
        if (settings.dynamoDbEndpoint() != null) {
            builder.endpointOverride(settings.dynamoDbEndpoint());
        }
        return builder.build();
    }

    private static Apache5HttpClient.Builder pool(AwsSettings settings, Duration silence) {
        return Apache5HttpClient.builder()
                .maxConnections(settings.maxConnections())
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(ACQUIRE)
                .socketTimeout(silence);
    }

    /** Another change of the same row was under way (DynamoDB Developer Guide, "Transaction conflict handling"). */
    private static boolean isConflict(Throwable failure) {
        return failure instanceof TransactionConflictException
                || (failure instanceof TransactionCanceledException cancelled
                        && cancelled.cancellationReasons().stream()
                                .anyMatch(reason -> "TransactionConflict".equals(reason.code())));
    }
}
