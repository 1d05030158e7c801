package dev.darkroom.adapter.http.json;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The compressed form of a text, for clients that accept it (RFC 9110, section 12.5.3). */
public final class Gzip {
    /** Shorter texts fit into one packet with their headers, compressed or not. */
    private static final int MIN_BYTES = 1024;

    private Gzip() {}

    /** Whether the response is compressed. The response is marked as dependent on {@code Accept-Encoding} in both cases. */
    public static boolean negotiate(Context ctx, int length) {
        ctx.res().addHeader("Vary", "Accept-Encoding");
        boolean compressed = length >= MIN_BYTES && isAccepted(ctx.header("Accept-Encoding"));
        if (compressed) {
            ctx.header("Content-Encoding", "gzip");
        }
        return compressed;
    }

    /** Whether gzip is listed without a weight, as by every browser. A client with weights gets the uncompressed text, which it accepts too. */
    private static boolean isAccepted(@Nullable String acceptEncoding) {
        return acceptEncoding != null
                && Arrays.stream(acceptEncoding.split(",", -1)).map(String::strip).anyMatch("gzip"::equalsIgnoreCase);
    }

    /** The text in the gzip format. */
    public static byte[] compress(byte[] text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(MIN_BYTES + text.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory can be written", e);
        }
        return bytes.toByteArray();
    }
}
