package dev.darkroom.adapter.http.problem;

import java.util.Locale;

/**
 * Every kind of refusal, with its status and the reason phrase of the status (RFC 9110, section 15) or the title of its type. Programs read the {@link #code()},
 * so a published name never changes.
 */
public enum ErrorCode {
    /** The request as a whole is malformed. */
    INVALID_REQUEST(400, "Bad Request"),
    /** A field, parameter or header is unknown or has an invalid value. The detail names it. */
    INVALID_PARAMETER(400, "Bad Request"),
    /** The cursor was altered or belongs to another list. */
    INVALID_CURSOR(400, "Bad Request"),
    /** The bytes received do not match {@code Content-Digest}. */
    DIGEST_MISMATCH(400, "Bad Request"),
    /** The request contradicts the length of the upload (draft-ietf-httpbis-resumable-upload). */
    INCONSISTENT_UPLOAD_LENGTH(400, "Inconsistent Upload Length", "inconsistent-upload-length"),
    /** The request has no valid token. */
    UNAUTHENTICATED(401, "Unauthorized"),
    /** The user of the token may not do this. */
    FORBIDDEN(403, "Forbidden"),
    /** The request comes from a page of another site, and the server has no sign-in. */
    CROSS_SITE(403, "Forbidden"),
    /** The presigned URL has no valid signature. */
    LINK_FORGED(403, "Forbidden"),
    /** The presigned URL has expired. */
    LINK_EXPIRED(403, "Forbidden"),
    /** The resource does not exist, or no longer exists. */
    NOT_FOUND(404, "Not Found"),
    /** The resource does not support the method. */
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    /** The body arrived too slowly, or stopped arriving. */
    TIMEOUT(408, "Request Timeout"),
    /** The bytes of a direct upload have not arrived. */
    UPLOAD_INCOMPLETE(409, "Conflict"),
    /** An upload with the same idempotency key and the same request is in progress. */
    UPLOAD_IN_FLIGHT(409, "Conflict"),
    /** The bytes do not follow those of the upload that have arrived (draft-ietf-httpbis-resumable-upload). */
    MISMATCHING_UPLOAD_OFFSET(409, "Mismatching Upload Offset", "mismatching-upload-offset"),
    /** The image has another version, or the bytes of a direct upload have arrived before. */
    PRECONDITION_FAILED(412, "Precondition Failed"),
    /** The request does not say which protocol of resumable uploads it speaks, or speaks an unknown version. */
    UNSUPPORTED_VERSION(412, "Precondition Failed"),
    /** The upload is larger than the limit. */
    TOO_LARGE(413, "Content Too Large"),
    /** The upload exceeds the quota of its owner. */
    QUOTA_EXCEEDED(413, "Content Too Large"),
    /** The media type of the body is not accepted here. */
    UNSUPPORTED_CONTENT_TYPE(415, "Unsupported Media Type"),
    /** The file is not a picture of an accepted type. */
    UNSUPPORTED_IMAGE(415, "Unsupported Media Type"),
    /** The requested range starts after the end of the object. */
    RANGE_NOT_SATISFIABLE(416, "Range Not Satisfiable"),
    /** The host is not a name of this server. */
    WRONG_HOST(421, "Misdirected Request"),
    /** The file is of an accepted type, but damaged, cut short, or larger in pixels than the limits allow. */
    DAMAGED_IMAGE(422, "Unprocessable Content"),
    /** The idempotency key was used for another request. */
    IDEMPOTENCY_KEY_REUSED(422, "Unprocessable Content"),
    /** The image is not available in this size. */
    RENDITION_UNAVAILABLE(422, "Unprocessable Content"),
    /** The catalog of this server can't search, sort by taken_at or count. */
    SEARCH_UNSUPPORTED(422, "Unprocessable Content"),
    /** The server records no events. */
    EVENTS_UNSUPPORTED(422, "Unprocessable Content"),
    /** The pixels of the picture can't be decoded. */
    UNDECODABLE(422, "Unprocessable Content"),
    /** The client has reached its limit of requests per minute, of concurrent uploads or of streams. */
    RATE_LIMITED(429, "Too Many Requests"),
    /** The request line and headers are larger than the limit. */
    HEADERS_TOO_LARGE(431, "Request Header Fields Too Large"),
    /** The bytes received do not match {@code Upload-Checksum} (tus 1.0.0, "Checksum"). */
    CHECKSUM_MISMATCH(460, "Checksum Mismatch"),
    /** A defect of this server. */
    INTERNAL_ERROR(500, "Internal Server Error"),
    /** The store, the catalog, the keys of the issuer or the renderer is unreachable or busy, or all permits are taken. */
    UNAVAILABLE(503, "Service Unavailable");

    private static final String REGISTERED_TYPES = "https://iana.org/assignments/http-problem-types#";

    private final int status;
    private final String title;
    private final String type;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
        this.type = "about:blank";
    }

    /** @param registeredType the name in the registry of problem types (RFC 9457, section 4.2) */
    ErrorCode(int status, String title, String registeredType) {
        this.status = status;
        this.title = title;
        this.type = REGISTERED_TYPES + registeredType;
    }

    /** The problem type (RFC 9457, section 3.1.1). */
    public String type() {
        return type;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The code for programs, such as {@code not_found}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
