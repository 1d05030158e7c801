package dev.darkroom.adapter.aws.client;

import dev.darkroom.domain.model.StorageException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket and its client. Calls throw {@link StorageException} instead of the SDK's exceptions. */
public record Bucket(S3Client client, String name) implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    private static final int MOVED = 301;

    /** A bucket with a client of its own. */
    public static Bucket open(S3Settings settings, AwsCredentialsProvider credentials, Timeouts timeouts) {
        return new Bucket(AwsClients.s3(settings, credentials, timeouts), settings.bucket());
    }

    @Override
    public void close() {
        client.close();
    }

    /**
     * Runs a call to S3.
     *
     * @throws StorageException.Unavailable if the call fails
     */
    public <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (NoSuchBucketException e) {
            throw missing(e);
        } catch (AwsServiceException e) {
            // Some S3-compatible stores answer so that the SDK throws a general exception with this code.
            if (isCode(e, "NoSuchBucket")) {
                throw missing(e);
            }
            throw Failures.unavailable(toString(), e);
        } catch (SdkException e) {
            throw Failures.unavailable(toString(), e);
        }
    }

    /**
     * Runs a call about one object. Returns empty if there is no such object.
     *
     * @throws StorageException.Unavailable if the call fails for another reason
     */
    public <T> Optional<T> callFor(Supplier<T> call) {
        return call(() -> {
            try {
                return Optional.of(call.get());
            } catch (S3Exception e) {
                if (e.statusCode() != NOT_FOUND || isCode(e, "NoSuchBucket")) {
                    throw e;
                }
                return Optional.empty();
            }
        });
    }

    /**
     * Checks that the bucket exists and is accessible.
     *
     * @throws StorageException.Unavailable if it does not exist or is not accessible
     */
    public void check() {
        if (!exists()) {
            throw missing(null);
        }
    }

    /** @throws StorageException.Unavailable if the bucket is not accessible or is in another region */
    public boolean exists() {
        return call(() -> {
            try {
                client.headBucket(request -> request.bucket(name));
                return true;
            } catch (S3Exception e) {
                if (e.statusCode() == NOT_FOUND) {
                    return false;
                }
                if (e.statusCode() == MOVED) {
                    throw new StorageException.Unavailable(this + " is in another region", e);
                }
                throw e;
            }
        });
    }

    private static boolean isCode(AwsServiceException failure, String code) {
        return failure.awsErrorDetails() != null
                && code.equals(failure.awsErrorDetails().errorCode());
    }

    private StorageException.Unavailable missing(@Nullable SdkException cause) {
        return new StorageException.Unavailable(
                this + " does not exist: create it, or name another one (`darkroom provision` creates it)", cause);
    }

    @Override
    public String toString() {
        return "The S3 bucket \"" + name + "\""
                + client.serviceClientConfiguration()
                        .endpointOverride()
                        .map(endpoint -> " at " + endpoint)
                        .orElse("");
    }
}
