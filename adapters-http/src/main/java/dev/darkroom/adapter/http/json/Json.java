package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.adapter.http.problem.ClientGoneException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;

/** Writes responses: UTF-8, {@code snake_case}, fields in the order of the record, {@code null} for absent values. */
public final class Json {
    public static final String MEDIA_TYPE = "application/json";

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    private Json() {}

    /** The record as JSON with a line feed at the end, after which a terminal shows its prompt on a new line. */
    public static byte[] bytes(Object body) {
        byte[] json = line(body);
        byte[] line = Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        return line;
    }

    /** The record as JSON that contains no line feed. */
    public static byte[] line(Object body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every response can be written as JSON", e);
        }
    }

    /** Responds with the record. */
    public static void answer(Context ctx, int status, Object body) {
        answer(ctx, status, MEDIA_TYPE, bytes(body));
    }

    /** Responds with the record, compressed if it is long and the client accepts that. Not for a response with an entity tag. */
    public static void answerCompressed(Context ctx, int status, Object body) {
        byte[] plain = bytes(body);
        answer(ctx, status, MEDIA_TYPE, Gzip.negotiate(ctx, plain.length) ? Gzip.compress(plain) : plain);
    }

    /** Responds without a body, and therefore without the media type that Javalin sets on every response. */
    public static void answerNothing(Context ctx, int status) {
        ctx.status(status);
        ctx.res().setContentType(null);
    }

    /** Responds with 200 and the record, and ignores conditional headers: Javalin may turn a result that it writes into a 304. */
    public static void answerInFull(Context ctx, Object body) {
        byte[] bytes = bytes(body);
        ctx.status(200);
        ctx.res().setContentType(MEDIA_TYPE);
        ctx.res().setContentLength(bytes.length);
        try {
            ctx.res().getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new ClientGoneException(e);
        }
    }

    /**
     * Responds with these bytes after the handler has returned. By then the resources of the request are free again, such as its permit
     * for a body. The content length is set, so that a response to HEAD has it too.
     */
    public static void answer(Context ctx, int status, String mediaType, byte[] body) {
        ctx.status(status);
        ctx.res().setContentType(mediaType);
        ctx.res().setContentLength(body.length);
        ctx.result(body);
    }
}
