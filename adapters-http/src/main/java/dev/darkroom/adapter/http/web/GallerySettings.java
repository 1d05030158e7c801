package dev.darkroom.adapter.http.web;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the gallery page is told, and whom it may talk to besides this service.
 *
 * @param store the origin of presigned URLs, such as {@code https://pictures.s3.eu-central-1.amazonaws.com}; null when they are
 *     this service's own
 * @param signIn how the page gets a token, or null when its visitors bring one
 */
public record GallerySettings(@Nullable URI store, @Nullable OidcClient signIn) {
    /**
     * A public client of OpenID Connect, which signs in by the authorization code flow with PKCE (RFC 7636).
     *
     * @param issuer whose configuration is under its {@code /.well-known/openid-configuration}
     * @param clientId as registered there, with the page's address to return to
     */
    public record OidcClient(URI issuer, String clientId) {}

    /** Pictures are served by this service, and visitors bring their tokens. */
    public static GallerySettings selfContained() {
        return new GallerySettings(null, null);
    }
}
