package dev.darkroom.adapter.http.web;

import dev.darkroom.domain.model.trash.Retention;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the gallery page, and the servers that it may connect to besides this service.
 *
 * @param store the origin of presigned URLs, such as {@code https://pictures.s3.eu-central-1.amazonaws.com}, or null if this service serves
 *     them
 * @param signIn how the page gets a token, or null if users enter one
 * @param retention how long the trash keeps pictures. Without a trash, the page deletes them after the time to undo it
 */
public record GallerySettings(@Nullable URI store, @Nullable OidcClient signIn, Retention retention) {
    /**
     * A public client of OpenID Connect, which signs in by the authorization code flow with PKCE (RFC 7636).
     *
     * @param issuer the issuer, whose configuration is at {@code /.well-known/openid-configuration}
     * @param clientId the registered client, whose redirect URI is the address of the page
     */
    public record OidcClient(URI issuer, String clientId) {}

    /** This service serves the pictures, and users enter their tokens. There is no trash. */
    public static GallerySettings selfContained() {
        return new GallerySettings(null, null, Retention.NONE);
    }

    /** The same settings with a trash. */
    public GallerySettings with(Retention other) {
        return new GallerySettings(store, signIn, other);
    }
}
