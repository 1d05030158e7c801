package dev.darkroom.adapter.http.request;

import java.net.URI;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What every answer tells browsers: not to guess types, to run nothing and load nothing from what is data, to let no page of
 * others embed it, and to send its address nowhere. A route whose answer is more than data sets its own in their place.
 */
public final class SecurityHeaders {
    public static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";
    public static final String RESOURCE_POLICY = "Cross-Origin-Resource-Policy";

    /** A year, in seconds: what the preload lists of browsers ask for at least. */
    private static final String HSTS = "max-age=31536000";

    private final boolean isPublishedOverHttps;

    /** @param publicUrl of the service, or null when it is not told */
    public SecurityHeaders(@Nullable URI publicUrl) {
        this.isPublishedOverHttps = publicUrl != null && "https".equalsIgnoreCase(publicUrl.getScheme());
    }

    /**
     * Sets them.
     *
     * @param isSecure whether the client used HTTPS, to a trusted proxy or to a gateway
     */
    public void set(boolean isSecure, BiConsumer<String, String> header) {
        header.accept("X-Content-Type-Options", "nosniff");
        header.accept("Referrer-Policy", "no-referrer");
        header.accept(CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
        header.accept(RESOURCE_POLICY, "same-origin");
        if (isSecure || isPublishedOverHttps) {
            header.accept("Strict-Transport-Security", HSTS);
        }
    }
}
