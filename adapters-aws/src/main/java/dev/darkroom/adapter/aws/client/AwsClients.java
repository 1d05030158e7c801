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
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** The SDK's clients, every wait of which is bounded. Each has a connection pool of its own: uploads can't starve reads. */
public final class AwsClients {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    /** For a free connection of the pool; longer means that the service is overloaded, and it is better to say so. */
    private static final Duration ACQUIRE = Duration.ofSeconds(10);

    private static final Set<String> PASSING =
            Set.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private AwsClients() {}

    public static S3Client s3(S3Settings settings, AwsCredentialsProvider credentials, Timeouts patience) {
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .forcePathStyle(settings.pathStyle())
                .httpClientBuilder(pool(settings.maxConnections(), patience))
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(patience.attempt())
                        .apiCallTimeout(patience.call())
                        // An answer that ends half-way; the SDK would take it for one that will always be so.
                        .retryStrategy(patience.retries()
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
            Timeouts patience) {
        var builder = DynamoDbClient.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials)
                .httpClientBuilder(pool(settings.maxConnections(), patience))
                .overrideConfiguration(calls -> calls.apiCallAttemptTimeout(patience.attempt())
                        .apiCallTimeout(patience.call())
                        .retryStrategy(patience.retries().retryOnException(AwsClients::isPassing).build()));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        return builder.build();
    }

    private static Apache5HttpClient.Builder pool(int maxConnections, Timeouts patience) {
        return Apache5HttpClient.builder()
                .maxConnections(maxConnections)
                .connectionTimeout(CONNECT)
                .connectionAcquisitionTimeout(ACQUIRE)
                .socketTimeout(patience.attempt());
    }

    /**
     * Whether a change of several items may succeed the next time: another change of one of them was under way, or there were
     * too many (DynamoDB API Reference, TransactWriteItems, "Errors"). The SDK repeats only what is told by an exception of its
     * own.
     */
    private static boolean isPassing(Throwable failure) {
        return failure instanceof TransactionConflictException
                || (failure instanceof TransactionCanceledException cancelled
                        && cancelled.cancellationReasons().stream()
                                .anyMatch(reason -> PASSING.contains(String.valueOf(reason.code()))));
    }
}
