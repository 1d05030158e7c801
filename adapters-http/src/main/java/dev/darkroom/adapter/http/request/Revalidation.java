package dev.darkroom.adapter.http.request;

import dev.darkroom.adapter.http.json.Json;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** Answers that a client may keep and must ask about before it shows them again. */
public final class Revalidation {
    private Revalidation() {}

    /**
     * Answers with the body, or, when the client has it (RFC 9110, section 13.1.2), that it does.
     *
     * @param tag the strong entity tag of what is answered, with its quotes
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
