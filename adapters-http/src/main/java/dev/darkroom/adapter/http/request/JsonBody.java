package dev.darkroom.adapter.http.request;

import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The body of a request that is one JSON object of at most 64 KiB. */
public final class JsonBody {
    private static final int MAX_BYTES = 64 * 1024;

    private JsonBody() {}

    /**
     * Refuses a body whose media type is not one of these.
     *
     * @param headers additional headers of the refusal
     */
    public static void requireMediaType(Context ctx, List<String> accepted, Map<String, String> headers) {
        if (!accepted.contains(MediaType.of(ctx))) {
            throw new ProblemException(ErrorCode.UNSUPPORTED_CONTENT_TYPE,
                    "The body must be sent as " + String.join(" or ", accepted), headers);
        }
    }

    /** Reads the body. */
    public static <T> T read(Context ctx, StrictJson<T> json) throws IOException {
        try (RequestBody body = new RequestBody(ctx.req(), MAX_BYTES, JsonBody::tooLarge)) {
            return json.read(body);
        }
    }

    private static ProblemException tooLarge() {
        return new ProblemException(ErrorCode.TOO_LARGE, "The JSON may have at most %d bytes".formatted(MAX_BYTES));
    }
}
