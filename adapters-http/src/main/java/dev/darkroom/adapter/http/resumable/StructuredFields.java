package dev.darkroom.adapter.http.resumable;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Headers of Resumable Uploads for HTTP. They are structured fields (RFC 9651). A malformed one is ignored, as the draft demands.
 */
final class StructuredFields {
    static final String COMPLETE = "Upload-Complete";
    static final String VERSION = "Upload-Draft-Interop-Version";

    /** The versions of the draft whose interim responses this server sends. */
    private static final Set<String> VERSIONS = Set.of("6", "8");

    /** RFC 9651, section 3.3.6. Parameters are ignored. */
    private static final Pattern BOOLEAN = Pattern.compile(" *\\?([01]) *(;.*)?");

    /** RFC 9651, section 3.3.1: at most 15 digits. Negative numbers are malformed here. */
    private static final Pattern INTEGER = Pattern.compile(" *(\\d{1,15}) *(;.*)?");

    private StructuredFields() {}

    /** Whether the upload ends with the body of this request; null if the request does not say it. */
    static @Nullable Boolean complete(Context ctx) {
        String value = value(ctx, COMPLETE, BOOLEAN);
        return value == null ? null : Boolean.valueOf(value.equals("1"));
    }

    static @Nullable Long number(Context ctx, String header) {
        String value = value(ctx, header, INTEGER);
        return value == null ? null : Long.valueOf(value);
    }

    /** The version of the draft that the client speaks if this server speaks it too, otherwise null. */
    static @Nullable String version(Context ctx) {
        String version = value(ctx, VERSION, INTEGER);
        return version != null && VERSIONS.contains(version) ? version : null;
    }

    /** Several headers of one name are one list, which is not an item. */
    private static @Nullable String value(Context ctx, String header, Pattern pattern) {
        Matcher matcher = pattern.matcher(String.join(",", Collections.list(ctx.req().getHeaders(header))));
        return matcher.matches() ? matcher.group(1) : null;
    }
}
