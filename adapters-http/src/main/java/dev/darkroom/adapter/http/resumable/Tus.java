package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import io.javalin.http.Context;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Headers of tus 1.0.0, which are read strictly. */
final class Tus {
    static final String VERSION_HEADER = "Tus-Resumable";
    static final String VERSION = "1.0.0";
    static final String EXTENSIONS =
            "creation,creation-with-upload,creation-defer-length,termination,expiration,checksum";

    private static final Map<String, String> VERSIONS = Map.of("Tus-Version", VERSION);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private Tus() {}

    static boolean isSpoken(Context ctx) {
        return ctx.header(VERSION_HEADER) != null;
    }

    /** The refusal of a request in another version, or in none. */
    static ProblemException unsupportedVersion() {
        return new ProblemException(ErrorCode.UNSUPPORTED_VERSION,
                "Send Tus-Resumable: 1.0.0, the version of tus that this server speaks; or Upload-Complete, the header of IETF resumable uploads",
                VERSIONS);
    }

    /** The number in a header, or null if the header is absent. */
    static @Nullable Long number(Context ctx, String header) {
        String text = single(ctx, header);
        if (text == null) {
            return null;
        }
        if (!NUMBER.matcher(text).matches()) {
            throw ProblemException.invalid(header, "must be a whole number of bytes, at least 0");
        }
        return Long.valueOf(text);
    }

    /** The header, which may be given once, or null if it is absent. */
    static @Nullable String single(Context ctx, String header) {
        List<String> sent = Collections.list(ctx.req().getHeaders(header));
        if (sent.size() > 1) {
            throw ProblemException.invalid(header, "must be given once");
        }
        return sent.isEmpty() ? null : sent.getFirst().strip();
    }

    /** The length of a new upload, or null if a later request tells it. */
    static @Nullable Long declaredLength(Context ctx) {
        Long length = number(ctx, UploadResource.LENGTH);
        String deferred = single(ctx, UploadResource.DEFER_LENGTH);
        if (deferred != null && !deferred.equals("1")) {
            throw ProblemException.invalid(UploadResource.DEFER_LENGTH, "must be 1");
        }
        if ((length == null) == (deferred == null)) {
            throw ProblemException.invalid(UploadResource.LENGTH,
                    "or Upload-Defer-Length: 1 is required, and not both");
        }
        return length;
    }
}
