package dev.darkroom.adapter.http.request;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** Where clients reach this server. */
public final class PublicAddress {
    private final @Nullable URI publicUrl;

    /** @param publicUrl null to take what each request was sent to */
    public PublicAddress(@Nullable URI publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** The address as it is when it is absolute, else under this server's own. */
    public String absolute(HttpServletRequest request, URI address) {
        if (address.isAbsolute()) {
            return address.toString();
        }
        String base = publicUrl == null ? origin(request) : publicUrl.toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + address;
    }

    private static String origin(HttpServletRequest request) {
        // Ends before the path, which starts at the first slash behind the scheme's two.
        String url = request.getRequestURL().toString();
        return url.substring(0, url.indexOf('/', url.indexOf("://") + 3));
    }
}
