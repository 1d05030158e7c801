package dev.darkroom.adapter.http.request;

import java.net.URI;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The security headers of every response. Browsers then guess no types, run and load nothing from data, let no page of another origin
 * embed it, and send no referrer. A route that serves more than data replaces these headers.
 */
public final class SecurityHeaders {
    public static final String CONTENT_SECURITY_POLICY = "Content-Security-Policy";
    public static final String RESOURCE_POLICY = "Cross-Origin-Resource-Policy";

    /** One year in seconds, the minimum for the preload lists of browsers. */
    private static final String HSTS = "max-age=31536000";

    private final boolean isPublishedOverHttps;

    /** @param publicUrl the public URL of the service, or null if it is not configured */
    public SecurityHeaders(@Nullable URI publicUrl) {
        this.isPublishedOverHttps = publicUrl != null && "https".equalsIgnoreCase(publicUrl.getScheme());
    }

    /**
     * Sets the headers.
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
