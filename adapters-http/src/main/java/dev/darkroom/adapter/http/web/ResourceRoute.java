package dev.darkroom.adapter.http.web;

import dev.darkroom.adapter.http.json.Gzip;
import dev.darkroom.adapter.http.request.Revalidation;
import dev.darkroom.domain.model.object.Checksum;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Serves a text from the jar, with its digest as entity tag, and compressed for clients that accept gzip. The text is read on the first
 * request, so that it does not slow down the start. Thread-safe.
 */
public final class ResourceRoute implements Handler {
    private final URL resource;
    private final String mediaType;
    private final UnaryOperator<String> edit;
    private volatile @Nullable Content content;

    /**
     * A route for one text.
     *
     * @param name as for {@link Class#getResource}
     * @throws IllegalStateException if there is no such resource
     */
    public ResourceRoute(String name, String mediaType) {
        this(name, mediaType, UnaryOperator.identity());
    }

    /**
     * A route for one text that is changed before it is served.
     *
     * @param edit from the text in the jar to the text to serve
     */
    ResourceRoute(String name, String mediaType, UnaryOperator<String> edit) {
        this.resource = find(name);
        this.mediaType = mediaType;
        this.edit = edit;
    }

    private static URL find(String name) {
        URL found = ResourceRoute.class.getResource(name);
        if (found == null) {
            throw new IllegalStateException(name + " is not in the jar");
        }
        return found;
    }

    /** A text in the jar. */
    static String read(String name) {
        try {
            return read(find(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(URL resource) throws IOException {
        try (InputStream in = resource.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The text, its compressed form and its digest. */
    private static final class Content {
        private final byte[] plain;
        private final byte[] zipped;
        private final String digest;

        Content(byte[] plain) {
            this.plain = plain;
            this.digest = Checksum.of(Checksum.newDigest().digest(plain)).hex().substring(0, 32);
            this.zipped = Gzip.compress(plain);
        }
    }

    @Override
    public void handle(Context ctx) throws IOException {
        Content known = content();
        Revalidation.answerCompressed(ctx, known.digest, mediaType, known.plain, () -> known.zipped);
    }

    /** The text that is served. */
    String text() throws IOException {
        return new String(content().plain, StandardCharsets.UTF_8);
    }

    /** Concurrent first requests may read the text twice. */
    private Content content() throws IOException {
        Content known = content;
        if (known == null) {
            known = new Content(edit.apply(read(resource)).getBytes(StandardCharsets.UTF_8));
            content = known;
        }
        return known;
    }
}
