package dev.darkroom.adapter.http.problem;

import java.util.Locale;

/**
 * Every kind of refusal, with its status and the status's own phrase (RFC 9110, section 15). Programs read the {@link
 * #code()}, so a name never changes once it is out.
 */
public enum ErrorCode {
    /** The request as a whole can't be understood. */
    INVALID_REQUEST(400, "Bad Request"),
    /** One field, parameter or header is unknown or has a wrong value; the detail names it. */
    INVALID_PARAMETER(400, "Bad Request"),
    /** The cursor was altered or belongs to another list. */
    INVALID_CURSOR(400, "Bad Request"),
    /** The bytes received are not those that {@code Content-Digest} tells. */
    DIGEST_MISMATCH(400, "Bad Request"),
    /** There is no good token in the request. */
    UNAUTHENTICATED(401, "Unauthorized"),
    /** The token is for somebody else than the request. */
    FORBIDDEN(403, "Forbidden"),
    /** The request comes from a page of another site, and nobody signs in here. */
    CROSS_SITE(403, "Forbidden"),
    /** The address of an object was not made here, or was altered. */
    LINK_FORGED(403, "Forbidden"),
    /** The address of an object is too old. */
    LINK_EXPIRED(403, "Forbidden"),
    /** There is nothing here (any more). */
    NOT_FOUND(404, "Not Found"),
    /** There is something here that does not know the method. */
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    /** The body stood still, or came too slowly. */
    TIMEOUT(408, "Request Timeout"),
    /** The bytes of a direct upload are not there yet. */
    UPLOAD_INCOMPLETE(409, "Conflict"),
    /** An upload with the same key and request is not over. */
    UPLOAD_IN_FLIGHT(409, "Conflict"),
    /** The image has another version, or the bytes of a direct upload are there already. */
    PRECONDITION_FAILED(412, "Precondition Failed"),
    /** The upload is larger than the limit. */
    TOO_LARGE(413, "Content Too Large"),
    /** The owner's quota has no room for the upload. */
    QUOTA_EXCEEDED(413, "Content Too Large"),
    /** The body has none of the forms that an upload can have. */
    UNSUPPORTED_CONTENT_TYPE(415, "Unsupported Media Type"),
    /** The file is not a picture of an accepted type. */
    UNSUPPORTED_IMAGE(415, "Unsupported Media Type"),
    /** The range asked for lies behind the object's end. */
    RANGE_NOT_SATISFIABLE(416, "Range Not Satisfiable"),
    /** The host is not a name of this server. */
    WRONG_HOST(421, "Misdirected Request"),
    /** The file is of an accepted type, but damaged, cut short, or larger in pixels than the limits allow. */
    DAMAGED_IMAGE(422, "Unprocessable Content"),
    /** The key was used for another request. */
    IDEMPOTENCY_KEY_REUSED(422, "Unprocessable Content"),
    /** The image can't be had in this size. */
    RENDITION_UNAVAILABLE(422, "Unprocessable Content"),
    /** The pixels of the picture are damaged. */
    UNDECODABLE(422, "Unprocessable Content"),
    /** The client has sent as many requests as it may in a minute, or has as many uploads under way as it may have. */
    RATE_LIMITED(429, "Too Many Requests"),
    /** The request line and headers are larger than the limit. */
    HEADERS_TOO_LARGE(431, "Request Header Fields Too Large"),
    /** A defect of this server. */
    INTERNAL_ERROR(500, "Internal Server Error"),
    /** The store, the catalog, the keys of the issuer or the renderer is out of reach or busy, or all places for uploads are taken. */
    UNAVAILABLE(503, "Service Unavailable");

    private final int status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The name for programs, such as {@code not_found}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
