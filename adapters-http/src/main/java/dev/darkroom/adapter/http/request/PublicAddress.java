package dev.darkroom.adapter.http.request;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Makes absolute URLs, under which clients reach this server. */
public final class PublicAddress {
    private final @Nullable URI publicUrl;

    /** @param publicUrl the base of the URLs, or null to use the scheme and host of each request */
    public PublicAddress(@Nullable URI publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** The absolute form of a URL. A relative URL is resolved against the address of this server. */
    public String absolute(HttpServletRequest request, URI address) {
        if (address.isAbsolute()) {
            return address.toString();
        }
        return under(publicUrl == null ? origin(request) : publicUrl.toString(), address.toString());
    }

    /** A path of this server under its configured address. Without one it stays a path, which the client resolves. */
    public String known(String path) {
        return publicUrl == null ? path : under(publicUrl.toString(), path);
    }

    private static String under(String base, String path) {
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    private static String origin(HttpServletRequest request) {
        // The path starts at the first slash after the scheme.
        String url = request.getRequestURL().toString();
        return url.substring(0, url.indexOf('/', url.indexOf("://") + 3));
    }
}
