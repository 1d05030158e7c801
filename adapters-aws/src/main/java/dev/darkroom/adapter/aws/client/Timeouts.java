package dev.darkroom.adapter.aws.client;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * How long one service is waited for, and how often it is asked again. The waits in between are random up to a limit that
 * doubles each time. Besides, all calls of a client share a quota of retries (AWS SDKs and Tools Reference Guide, "Retry
 * behavior"): while the service is down, most calls are not repeated.
 *
 * @param attempt for one answer
 * @param call for all attempts and the waits in between
 * @param attempts how many at most
 * @param backoff the longest first wait after a failure
 * @param throttledBackoff the longest first wait after the service said that there are too many requests
 * @param longestBackoff no wait is longer
 */
public record Timeouts(
        Duration attempt,
        Duration call,
        int attempts,
        Duration backoff,
        Duration throttledBackoff,
        Duration longestBackoff) {

    /** S3 mostly answers within 200 ms, and a second attempt is the remedy where it does not. */
    public static final Timeouts S3 = new Timeouts(
            Duration.ofSeconds(8),
            Duration.ofSeconds(17),
            3,
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    /**
     * DynamoDB answers within milliseconds, so it is asked again sooner than other services; more often, too, because two
     * changes of one row at once are told to come back, and they come back at once. Throttling that outlasts five seconds is
     * better told to the client, which can wait longer. Even two calls that time out one after the other, such as an
     * announcement and its undoing, end before the 29 seconds of an API Gateway.
     */
    public static final Timeouts DYNAMODB = new Timeouts(
            Duration.ofSeconds(6),
            Duration.ofSeconds(12),
            6,
            Duration.ofMillis(25),
            Duration.ofMillis(200),
            Duration.ofSeconds(2));

    /** The slowest transfer that is waited for: 4 Mbit/s. */
    private static final long BYTES_PER_SECOND = 512 * 1024;

    /** The same, and the time that it takes to send so many bytes, twice. */
    public Timeouts sending(long bytes) {
        Duration transfer = Duration.ofSeconds(bytes / BYTES_PER_SECOND);
        return new Timeouts(
                attempt.plus(transfer),
                call.plus(transfer.multipliedBy(2)),
                attempts,
                backoff,
                throttledBackoff,
                longestBackoff);
    }

    StandardRetryStrategy.Builder retries() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(attempts)
                .backoffStrategy(BackoffStrategy.exponentialDelay(backoff, longestBackoff))
                .throttlingBackoffStrategy(BackoffStrategy.exponentialDelay(throttledBackoff, longestBackoff));
    }
}
