package dev.darkroom.adapter.aws.provisioning;

import dev.darkroom.adapter.aws.client.Failures;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** An error that a service returned. */
record Refusal(AwsServiceException error) {
    private static final int BAD_REQUEST = 400;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NOT_IMPLEMENTED = 501;

    /** The error codes with which stores and emulators reject operations that they do not implement, with any status. */
    private static final Set<String> UNKNOWN_OPERATION = Set.of(
            "NotImplemented",
            "MethodNotAllowed",
            "UnknownOperation",
            "UnknownOperationException",
            "UnsupportedOperationException");

    /** DynamoDB returns these with status 400, too. The same request may succeed later, or with other credentials. */
    private static final Set<String> NOT_ABOUT_THE_REQUEST = Set.of(
            "AccessDeniedException",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "IncompleteSignatureException",
            "ExpiredTokenException",
            "ExpiredToken",
            "RequestTimeout",
            "LimitExceededException",
            "ResourceInUseException",
            "ResourceNotFoundException",
            "TableNotFoundException");

    /** The error behind a failure, or empty if there was no response. A waiter wraps the errors of its calls. */
    static Optional<Refusal> in(SdkException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof AwsServiceException error) {
                return Optional.of(new Refusal(error));
            }
        }
        return Optional.empty();
    }

    /** Whether the service does not implement the request, or not in this form. */
    boolean isUnsupported() {
        if (UNKNOWN_OPERATION.contains(code())) {
            return true;
        }
        return switch (error.statusCode()) {
            case METHOD_NOT_ALLOWED, NOT_IMPLEMENTED -> true;
            case BAD_REQUEST -> !error.isThrottlingException() && !NOT_ABOUT_THE_REQUEST.contains(code());
            default -> false;
        };
    }

    private String code() {
        return error.awsErrorDetails() == null ? "" : String.valueOf(error.awsErrorDetails().errorCode());
    }

    /** The error in one line. */
    String answer() {
        return Failures.reason(error);
    }
}
