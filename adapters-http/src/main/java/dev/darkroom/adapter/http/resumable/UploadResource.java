package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.json.Times;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.MediaType;
import dev.darkroom.adapter.http.request.PublicAddress;
import dev.darkroom.adapter.http.upload.UploadIds;
import dev.darkroom.domain.model.ImageId;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The address of an upload, and the headers that both protocols use. */
public final class UploadResource {
    /** The collection, to which uploads are added. */
    public static final String ROOT = "/upload/resumable";

    /** The route of one upload. */
    public static final String PATH = ROOT + "/{" + UploadIds.PARAMETER + "}";

    static final String OFFSET = "Upload-Offset";
    static final String LENGTH = "Upload-Length";
    static final String DEFER_LENGTH = "Upload-Defer-Length";
    static final String LIMIT = "Upload-Limit";

    private UploadResource() {}

    /** The value of {@code Location}. */
    static String location(PublicAddress address, ImageId id) {
        return address.known(ROOT + "/" + id);
    }

    /** Tells when the upload is removed. */
    static void setExpiry(Context ctx, Instant expiresAt) {
        ctx.header("Upload-Expires", Times.httpDate(expiresAt));
    }

    static void setOffset(Context ctx, long offset) {
        ctx.header(OFFSET, Long.toString(offset));
    }

    /** The protocol of a request with bytes, or a refusal. */
    static Protocol protocol(Context ctx) {
        String mediaType = MediaType.of(ctx);
        return Arrays.stream(Protocol.values())
                .filter(protocol -> protocol.mediaType().equals(mediaType))
                .findFirst()
                .orElseThrow(() -> unsupported(Protocol.TUS.mediaType() + " (tus) or " + Protocol.IETF.mediaType()));
    }

    static void requireMediaType(Context ctx, Protocol protocol) {
        if (!protocol.mediaType().equals(MediaType.of(ctx))) {
            throw unsupported(protocol.mediaType());
        }
    }

    private static ProblemException unsupported(String accepted) {
        return new ProblemException(ErrorCode.UNSUPPORTED_CONTENT_TYPE, "The body must be sent as " + accepted);
    }

    /**
     * The length of the whole upload that a request of the IETF protocol tells, or null.
     *
     * @param offset of its body
     * @param isComplete whether the upload ends with its body
     */
    static @Nullable Long length(Context ctx, long offset, boolean isComplete) {
        Long told = StructuredFields.number(ctx, LENGTH);
        long body = ctx.req().getContentLengthLong();
        if (!isComplete || (body < 0 && hasBody(ctx))) {
            return told;
        }
        long length = offset + Math.max(0, body);
        if (told != null && told != length) {
            throw ResumableAnswers.wrongLength("Upload-Length is %d, but the upload ends after %d bytes".formatted(
                    told, length));
        }
        return length;
    }

    static boolean hasBody(Context ctx) {
        return ctx.req().getContentLengthLong() > 0 || ctx.header("Transfer-Encoding") != null;
    }
}
