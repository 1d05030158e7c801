package dev.darkroom.adapter.http.web;

import dev.darkroom.adapter.http.request.Revalidation;
import dev.darkroom.domain.model.object.Checksum;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A text that comes with the program, revalidated by its digest, and compressed for clients that take it. It is read when it
 * is first asked for: a start costs nothing.
 */
public final class ResourceRoute implements Handler {
    private final URL resource;
    private final String mediaType;
    private volatile @Nullable Content content;

    /**
     * Makes sure that there is such a text.
     *
     * @param name as of {@link Class#getResource}
     */
    public ResourceRoute(String name, String mediaType) {
        URL found = ResourceRoute.class.getResource(name);
        if (found == null) {
            throw new IllegalStateException(name + " is not in the jar");
        }
        this.resource = found;
        this.mediaType = mediaType;
    }

    /** What there is of it, with the digest of the text. */
    private static final class Content {
        private final byte[] plain;
        private final byte[] zipped;
        private final String digest;

        Content(byte[] plain) throws IOException {
            this.plain = plain;
            this.digest = Checksum.of(Checksum.newDigest().digest(plain)).hex().substring(0, 32);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
                gzip.write(plain);
            }
            this.zipped = bytes.toByteArray();
        }
    }

    @Override
    public void handle(Context ctx) throws IOException {
        Content known = content();
        ctx.res().addHeader("Vary", "Accept-Encoding");
        if (takesGzip(ctx.header("Accept-Encoding"))) {
            ctx.header("Content-Encoding", "gzip");
            Revalidation.answer(ctx, "\"" + known.digest + "-gzip\"", mediaType, () -> known.zipped);
        } else {
            Revalidation.answer(ctx, "\"" + known.digest + "\"", mediaType, () -> known.plain);
        }
    }

    /** Two who ask first at once read the same. */
    private Content content() throws IOException {
        Content known = content;
        if (known == null) {
            try (InputStream in = resource.openStream()) {
                known = new Content(in.readAllBytes());
            }
            content = known;
        }
        return known;
    }

    /** As every browser sends it; a client that gives weights gets the text as it is, which it takes too. */
    private static boolean takesGzip(@Nullable String acceptEncoding) {
        return acceptEncoding != null
                && Arrays.stream(acceptEncoding.split(",", -1)).map(String::strip).anyMatch("gzip"::equalsIgnoreCase);
    }
}
