package dev.darkroom.adapter.aws.client;

import dev.darkroom.domain.model.StorageException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Translates the SDK's exceptions into {@link StorageException}s with messages for operators. They contain no credentials. */
public final class Failures {
    private static final String NO_CREDENTIALS =
            "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE, or the role of the"
                    + " machine, task or service account";

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
        String message = String.valueOf(failure.getMessage());
        // The SDK continues with one sentence for each of the six places where it looked.
        return message.startsWith("Unable to load credentials") ? NO_CREDENTIALS : line(message);
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ").replaceFirst("\\.$", "");
    }
}
