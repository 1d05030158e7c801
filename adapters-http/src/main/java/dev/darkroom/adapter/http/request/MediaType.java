package dev.darkroom.adapter.http.request;

import io.javalin.http.Context;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The media type of a body, without its parameters (RFC 9110, section 8.3.1). */
public final class MediaType {
    private MediaType() {}

    /** In lower case; empty if the request names none. */
    public static String of(Context ctx) {
        return of(ctx.header("Content-Type"));
    }

    public static String of(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }
}
