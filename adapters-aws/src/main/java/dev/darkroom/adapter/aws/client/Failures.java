package dev.darkroom.adapter.aws.client;

import dev.darkroom.domain.model.StorageException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Translates the SDK's exceptions into {@link StorageException}s with messages for operators. They contain no credentials. */
public final class Failures {
    private Failures() {}

    /** @param what the resource of the failed call, as the subject of a sentence: {@code The S3 bucket "pictures"} */
    public static StorageException.Unavailable unavailable(String what, SdkException failure) {
        return new StorageException.Unavailable(what + " is out of reach: " + reason(failure), failure);
    }

    /** The response of the service in one line, or why there is none. It has no full stop at its end. */
    public static String reason(SdkException failure) {
        if (failure instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            var details = service.awsErrorDetails();
            return line("%s (HTTP %d): %s".formatted(
                    details.errorCode(), service.statusCode(), details.errorMessage()));
        }
        return line(String.valueOf(failure.getMessage()));
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ").replaceFirst("\\.$", "");
    }
}
