package dev.darkroom.adapter.http.request;

import dev.darkroom.adapter.http.json.Gzip;
import dev.darkroom.adapter.http.json.Json;
import io.javalin.http.Context;
import java.util.function.Supplier;

/** Responses that a client may cache, and must revalidate before each use. */
public final class Revalidation {
    private Revalidation() {}

    /**
     * As {@link #answer}, compressed if the text is long and the client accepts that. The compressed form has an entity tag of its own,
     * because its bytes differ (RFC 9110, section 8.8.3.3).
     *
     * @param digest identifies the text, without quotes
     * @param compressed the compressed form of the text
     */
    public static void answerCompressed(
            Context ctx, String digest, String mediaType, byte[] text, Supplier<byte[]> compressed) {
        if (Gzip.negotiate(ctx, text.length)) {
            answer(ctx, "\"" + digest + "-gzip\"", mediaType, compressed);
        } else {
            answer(ctx, "\"" + digest + "\"", mediaType, () -> text);
        }
    }

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
