package dev.darkroom.adapter.http.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.darkroom.adapter.http.problem.ClientGoneException;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;

/** Writes answers: UTF-8, {@code snake_case}, fields in the order of their record, {@code null} for what is absent. */
public final class Json {
    public static final String MEDIA_TYPE = "application/json";

    private static final ObjectMapper MAPPER =
            JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

    private Json() {}

    /** The record as a line: a terminal shows its prompt on the next one. */
    public static byte[] bytes(Object body) {
        try {
            byte[] json = MAPPER.writeValueAsBytes(body);
            byte[] line = Arrays.copyOf(json, json.length + 1);
            line[json.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every answer can be written as JSON", e);
        }
    }

    /** Answers with the record. */
    public static void answer(Context ctx, int status, Object body) {
        answer(ctx, status, MEDIA_TYPE, bytes(body));
    }

    /** Answers without a body, and so without the media type that Javalin gives to every answer. */
    public static void answerNothing(Context ctx, int status) {
        ctx.status(status);
        ctx.res().setContentType(null);
    }

    /** Answers 200 with the record whatever the request's conditions are: a result that Javalin writes may become a 304. */
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
     * Answers with these bytes once the handler has returned: by then what the request held, such as a place for its body, is free
     * again. Their number is set, so that a response to HEAD has it too.
     */
    public static void answer(Context ctx, int status, String mediaType, byte[] body) {
        ctx.status(status);
        ctx.res().setContentType(mediaType);
        ctx.res().setContentLength(body.length);
        ctx.result(body);
    }
}
