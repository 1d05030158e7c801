package dev.darkroom.adapter.aws.client;

import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * The time limits and retries of calls to one service. The delay before a retry is random, up to a limit that doubles with
 * each retry. In addition, all calls of a client share a retry quota (AWS SDKs and Tools Reference Guide, "Retry behavior"):
 * during an outage most calls are not retried.
 *
 * @param attempt the time limit of one attempt
 * @param call the time limit of all attempts of a call, including the delays between them
 * @param attempts the maximum number of attempts of a call
 * @param backoff the limit of the first delay after a failure
 * @param throttledBackoff the limit of the first delay after a throttled attempt
 * @param longestBackoff the maximum of these limits
 */
public record Timeouts(
        Duration attempt,
        Duration call,
        int attempts,
        Duration backoff,
        Duration throttledBackoff,
        Duration longestBackoff) {

    /** S3 usually responds within 200 ms. If it does not, a second attempt is the usual remedy. */
    public static final Timeouts S3 = new Timeouts(
            Duration.ofSeconds(8),
            Duration.ofSeconds(17),
            3,
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    /**
     * DynamoDB responds within milliseconds, so its delays are shorter than those of other services. It has more attempts,
     * because concurrent transactions on one item conflict, and their retries may conflict again. If throttling lasts longer
     * than about five seconds, the call fails, because the HTTP client can wait longer. Two consecutive calls that time out,
     * such as announcing an image and abandoning it, end before the timeout of API Gateway, 29 seconds.
     */
    public static final Timeouts DYNAMODB = new Timeouts(
            Duration.ofSeconds(6),
            Duration.ofSeconds(12),
            6,
            Duration.ofMillis(25),
            Duration.ofMillis(200),
            Duration.ofSeconds(2));

    /** The lowest supported transfer rate, 4 Mbit/s. */
    private static final long BYTES_PER_SECOND = 512 * 1024;

    /**
     * Returns the limits for a call that sends {@code bytes} bytes: the attempt is extended by the duration of the transfer at
     * the lowest supported rate, and the call by that of two transfers.
     */
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
