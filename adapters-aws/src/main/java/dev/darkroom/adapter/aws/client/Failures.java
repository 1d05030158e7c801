package dev.darkroom.adapter.aws.client;

import dev.darkroom.domain.model.StorageException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** The SDK's failures in the words of whoever runs the service. What is said here comes from no credential. */
public final class Failures {
    private Failures() {}

    /** @param what it happened to, such as {@code The bucket "pictures"} */
    public static StorageException.Unavailable unavailable(String what, SdkException failure) {
        return new StorageException.Unavailable(what + " is out of reach: " + reason(failure), failure);
    }

    private static String reason(SdkException failure) {
        if (failure instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            var details = service.awsErrorDetails();
            return "%s (HTTP %d): %s".formatted(details.errorCode(), service.statusCode(), details.errorMessage());
        }
        return String.valueOf(failure.getMessage());
    }
}
