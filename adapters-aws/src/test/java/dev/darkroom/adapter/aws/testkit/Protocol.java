package dev.darkroom.adapter.aws.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The error responses of a service (API References of Amazon S3 and DynamoDB, "Error responses"). */
enum Protocol {
    S3 {
        @Override
        byte[] error(String head, Instant now) {
            return xml(head, now, "500 Internal Server Error", "InternalError");
        }

        @Override
        byte[] throttled(String head, Instant now) {
            return xml(head, now, "503 Slow Down", "SlowDown");
        }

        @Override
        byte[] throttledOtherwise(String head, Instant now) {
            return answer(head, now, "503 Service Unavailable", "text/html", "");
        }

        @Override
        byte[] skewed(String head, Instant now) {
            return xml(head, now, "403 Forbidden", "RequestTimeTooSkewed");
        }
    },

    DYNAMODB {
        @Override
        byte[] error(String head, Instant now) {
            return json(head, now, "500 Internal Server Error", "InternalServerError", "");
        }

        @Override
        byte[] throttled(String head, Instant now) {
            return json(head, now, BAD_REQUEST, "ProvisionedThroughputExceededException", "");
        }

        @Override
        byte[] throttledOtherwise(String head, Instant now) {
            return head.contains("DynamoDB_20120810.TransactWriteItems")
                    ? json(head, now, BAD_REQUEST, "TransactionCanceledException",
                            ",\"CancellationReasons\":[{\"Code\":\"None\"},{\"Code\":\"ThrottlingError\",\"Message\":\"too many\"}]")
                    : json(head, now, BAD_REQUEST, "ThrottlingException", "");
        }

        @Override
        byte[] skewed(String head, Instant now) {
            return json(head, now, BAD_REQUEST, "InvalidSignatureException", "");
        }
    };

    private static final String BAD_REQUEST = "400 Bad Request";

    /**
     * An internal error.
     *
     * @param head the head of the request
     */
    abstract byte[] error(String head, Instant now);

    abstract byte[] throttled(String head, Instant now);

    /** A less usual response, see {@link Fault#THROTTLED_OTHERWISE}. */
    abstract byte[] throttledOtherwise(String head, Instant now);

    /** The response to a signature with too much clock skew. */
    abstract byte[] skewed(String head, Instant now);

    private static byte[] xml(String head, Instant now, String status, String code) {
        return answer(head, now, status, "application/xml",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code
                        + "</Code><Message>planned</Message></Error>");
    }

    private static byte[] json(String head, Instant now, String status, String type, String more) {
        return answer(head, now, status, "application/x-amz-json-1.0",
                "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + type + "\",\"message\":\"planned\"" + more + "}");
    }

    private static byte[] answer(String head, Instant now, String status, String type, String body) {
        String sent = head.startsWith("HEAD ") ? "" : body;
        return ("HTTP/1.1 " + status + "\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(now.atOffset(ZoneOffset.UTC))
                + "\r\nContent-Type: " + type + "\r\nContent-Length: " + sent.length()
                + "\r\nConnection: close\r\n\r\n" + sent)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
