package dev.darkroom.adapter.http.library;

import dev.darkroom.adapter.http.json.Gzip;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.request.Revalidation;
import dev.darkroom.domain.model.object.Checksum;
import io.javalin.http.Context;
import java.util.HexFormat;

/** Answers with JSON whose entity tag is its digest, so that a client that has it receives {@code 304}. */
final class TaggedJson {
    /** The length of the entity tag: enough bytes of the digest to make a collision practically impossible. */
    private static final int TAG_BYTES = 16;

    private TaggedJson() {}

    static void answer(Context ctx, Object content) {
        byte[] json = Json.bytes(content);
        byte[] digest = Checksum.newDigest().digest(json);
        Revalidation.answerCompressed(
                ctx, HexFormat.of().formatHex(digest, 0, TAG_BYTES), Json.MEDIA_TYPE, json, () -> Gzip.compress(json));
    }
}
