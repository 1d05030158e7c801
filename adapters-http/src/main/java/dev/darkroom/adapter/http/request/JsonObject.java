package dev.darkroom.adapter.http.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.darkroom.adapter.http.json.StrictJson;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The body of a request that is one small JSON object. */
public final class JsonObject {
    private static final int MAX_BYTES = 64 * 1024;

    private JsonObject() {}

    /** Takes one field. */
    public interface Fields {
        /**
         * Reads the value.
         *
         * @param value its first token, at which the parser is
         * @throws ProblemException when it is no such field, or its value does not fit
         */
        void read(String name, JsonToken value, JsonParser json) throws IOException;
    }

    /**
     * Refuses a body of other types than these.
     *
     * @param headers more headers of the refusal
     */
    public static void requireMediaType(Context ctx, List<String> accepted, Map<String, String> headers) {
        String contentType = ctx.header("Content-Type");
        String mediaType = contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!accepted.contains(mediaType)) {
            throw new ProblemException(ErrorCode.UNSUPPORTED_CONTENT_TYPE,
                    "The body must be sent as " + String.join(" or ", accepted), headers);
        }
    }

    /**
     * Reads the body field by field.
     *
     * @param example of what is accepted
     */
    public static void read(Context ctx, String example, Fields fields) throws IOException {
        Set<String> names = new HashSet<>();
        try (RequestBody body = new RequestBody(ctx.req(), MAX_BYTES, JsonObject::tooLarge);
                JsonParser json = StrictJson.FACTORY.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(example);
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                if (!names.add(name)) {
                    throw ProblemException.invalid(name, "must be given once");
                }
                fields.read(name, json.nextToken(), json);
            }
            if (json.nextToken() != null) {
                throw malformed(example);
            }
        } catch (JsonProcessingException e) {
            throw malformed(example);
        }
    }

    private static ProblemException tooLarge() {
        return new ProblemException(ErrorCode.TOO_LARGE, "The JSON may have at most %d bytes".formatted(MAX_BYTES));
    }

    private static ProblemException malformed(String example) {
        return new ProblemException(ErrorCode.INVALID_REQUEST, "The body must be one JSON object such as " + example);
    }
}
