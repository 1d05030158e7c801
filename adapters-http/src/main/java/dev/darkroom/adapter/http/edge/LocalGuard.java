package dev.darkroom.adapter.http.edge;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Protects a server without sign-in, which only its own machine reaches, from web pages in a browser on that machine. A page whose host name
 * was pointed to this address (DNS rebinding) sends that name as {@code Host}. A page of another site can send forms and simple requests
 * without a preflight (Fetch standard, "CORS protocol"); browsers mark them with {@code Origin} and {@code Sec-Fetch-Site}. Programs other
 * than browsers send neither. Thread-safe.
 */
public final class LocalGuard implements Handler {
    /** The names of the loopback interface (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3; RFC 4291, section 2.5.3). */
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost\\.?|.+\\.localhost\\.?|127(\\.\\d{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final Set<String> ownHosts = new HashSet<>();
    private final Set<String> origins;

    /**
     * @param publicUrl its host is a name of this server too; may be null
     * @param origins origins whose pages may change something, or {@code *}
     */
    public LocalGuard(@Nullable URI publicUrl, Set<String> origins) {
        if (publicUrl != null && publicUrl.getHost() != null) {
            ownHosts.add(publicUrl.getHost().toLowerCase(Locale.ROOT));
        }
        this.origins = origins;
    }

    @Override
    public void handle(Context ctx) {
        String host = ctx.req().getServerName();
        if (!isOwn(host)) {
            throw new ProblemException(ErrorCode.WRONG_HOST,
                    "This server is not called " + host + ": use localhost, or set DARKROOM_PUBLIC_URL to its address");
        }
        // The method that Javalin honours, which is that of X-HTTP-Method-Override if there is one.
        if (!SAFE.contains(ctx.method().name()) && isFromAnotherSite(ctx)) {
            throw new ProblemException(ErrorCode.CROSS_SITE,
                    "A page of another site may not change anything here: list its origin in DARKROOM_CORS_ORIGINS");
        }
    }

    private boolean isFromAnotherSite(Context ctx) {
        String origin = ctx.header("Origin");
        if (origin != null && (origins.contains("*") || origins.contains(origin))) {
            return false;
        }
        return "cross-site".equals(ctx.header("Sec-Fetch-Site")) || (origin != null && !isOwn(hostOf(origin)));
    }

    /** The host of an origin. It is empty for the origin {@code null}, which browsers send for a page without an origin. */
    private static String hostOf(String origin) {
        try {
            String host = URI.create(origin).getHost();
            return host == null ? "" : host;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private boolean isOwn(@Nullable String host) {
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        return LOOPBACK.matcher(name).matches() || ownHosts.contains(name);
    }
}
