package dev.darkroom.adapter.http.request;

import dev.darkroom.adapter.http.json.Json;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** Responses that a client may cache, and must revalidate before each use. */
public final class Revalidation {
    private Revalidation() {}

    /**
     * Responds with the body, or with 304 if the client has it already (RFC 9110, section 13.1.2).
     *
     * @param tag the strong entity tag of the body, with its quotes
     */
    public static void answer(Context ctx, String tag, String mediaType, Supplier<byte[]> body) {
        ctx.header("ETag", tag);
        ctx.header("Cache-Control", "private, no-cache");
        String condition = EntityTags.header(ctx.req(), "If-None-Match");
        if (condition != null && EntityTags.noneMatchFinds(condition, tag)) {
            Json.answerNothing(ctx, 304);
        } else {
            Json.answer(ctx, 200, mediaType, body.get());
        }
    }
}
