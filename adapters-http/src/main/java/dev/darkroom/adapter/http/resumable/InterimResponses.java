package dev.darkroom.adapter.http.resumable;

import dev.darkroom.adapter.http.request.RequestContext;
import io.javalin.http.Context;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Responses with status 104, which tell a client the address of its upload and how many bytes have arrived while it still sends. They are
 * sent only to clients that speak the same version of the draft, and not through a gateway.
 */
record InterimResponses(@Nullable String version, RequestContext.@Nullable HeldConnection connection) {
    private static final int STATUS = 104;
    private static final String REASON = "Upload Resumption Supported";

    static InterimResponses to(Context ctx) {
        return new InterimResponses(StructuredFields.version(ctx), RequestContext.of(ctx.req()).connection());
    }

    static InterimResponses none() {
        return new InterimResponses(null, null);
    }

    void sendLocation(String location, String limits) {
        send(Map.of("Location", location, UploadResource.LIMIT, limits));
    }

    void sendOffset(long offset) {
        send(Map.of(UploadResource.OFFSET, Long.toString(offset)));
    }

    private void send(Map<String, String> headers) {
        if (version != null && connection != null) {
            Map<String, String> all = new TreeMap<>(headers);
            all.put(StructuredFields.VERSION, version);
            connection.sendInterim(STATUS, REASON, all);
        }
    }
}
