package dev.darkroom.adapter.http.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.SecurityHeaders;
import dev.darkroom.domain.model.object.Checksum;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /}: the gallery, which is a page that uses this API, for clients that accept HTML; links to the documentation for programs. The
 * page loads and runs only these files.
 */
public final class GalleryRoutes {
    public static final String FILE = "file";

    private static final String FOLDER = "gallery/";
    private static final String STYLE_SHEET = "gallery.css";
    private static final List<String> FILES = List.of(
            "api.js", "app.js", "bulk.js", "connection.js", "details.js", "dom.js", "duplicates.js", "filters.js",
            "grid.js", "hash.js",
            "layout.js", "library.js", "live.js", "markup.js", "marquee.js", "oidc.js", "panel.js", "query.js",
            "resumable.js",
            "search.js",
            "selection.js",
            "selectionbar.js",
            "shortcuts.js", "signin.js", "slideshow.js", "start.js", "thumbhash.js", "timeline.js", "toasts.js",
            "trash.js",
            "uploads.js", "viewer.js", "zoom.js",
            STYLE_SHEET,
            "icon.svg");

    private final ResourceRoute page;
    private final Map<String, Handler> files = FILES.stream()
            .collect(Collectors.toUnmodifiableMap(
                    Function.identity(), name -> new ResourceRoute(FOLDER + name, mediaType(name))));
    private final GallerySettings settings;
    private volatile @Nullable String policy;
    private final RootJson root;

    public GalleryRoutes(GallerySettings settings) {
        this.settings = settings;
        this.page = new ResourceRoute(
                FOLDER + "index.html", "text/html; charset=utf-8", html -> withTrash(withStyles(html)));
        this.root = new RootJson("darkroom", "/docs", "/openapi.yaml", SignInJson.of(settings.signIn()));
    }

    /** Links to the documentation, and how users sign in. */
    record RootJson(
            String service,
            String docs,
            String openapi,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable SignInJson signIn) {}

    /** A public client of OpenID Connect. */
    record SignInJson(String issuer, String clientId) {
        static @Nullable SignInJson of(GallerySettings.@Nullable OidcClient client) {
            return client == null ? null : new SignInJson(client.issuer().toString(), client.clientId());
        }
    }

    public void page(Context ctx) throws Exception {
        ctx.res().addHeader("Vary", "Accept");
        if (NotFoundPage.isForBrowser(ctx.header("Accept"))) {
            ctx.header(SecurityHeaders.CONTENT_SECURITY_POLICY, policy());
            page.handle(ctx);
        } else {
            Json.answer(ctx, 200, root);
        }
    }

    public void file(Context ctx) throws Exception {
        Optional.ofNullable(files.get(ctx.pathParam(FILE)))
                .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "There is no such file: / is the page"))
                .handle(ctx);
    }

    private static String mediaType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "js" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** The page with its style sheet inside. Nothing is painted without it, so a request of its own would delay the page. */
    private static String withStyles(String html) {
        String link = "<link rel=\"stylesheet\" href=\"" + FOLDER + STYLE_SHEET + "\">";
        return html.replace(link, "<style>" + ResourceRoute.read(FOLDER + STYLE_SHEET) + "</style>");
    }

    /** The page with the number of days that the trash keeps pictures. */
    private String withTrash(String html) {
        int days = settings.retention().days();
        return days == 0 ? html : html.replaceFirst("<html ", "<html data-trash-days=\"" + days + "\" ");
    }

    /**
     * The page may connect to this service, to the store of the presigned URLs, and to the issuer of tokens. Its inline script may run, and
     * its inline style sheet applies. Its worker, which computes digests, is of this service.
     */
    private String policy() throws IOException {
        String known = policy;
        if (known == null) {
            String store = origin(settings.store());
            String issuer = origin(settings.signIn() == null ? null : settings.signIn().issuer());
            known = "default-src 'none'; script-src 'self' '" + hashOf("script", page.text())
                    + "'; style-src 'self' '" + hashOf("style", page.text()) + "'; img-src 'self' data: blob:" + store
                    + "; connect-src 'self'" + store
                    + issuer + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
                    + "worker-src 'self'; trusted-types worker; require-trusted-types-for 'script'";
            policy = known;
        }
        return known;
    }

    /** The source expression of the only inline element with this name (CSP 3, section 2.3.1). */
    private static String hashOf(String element, String html) {
        String start = "<" + element + ">";
        String content = html.substring(html.indexOf(start) + start.length(), html.indexOf("</" + element + ">"));
        byte[] digest = Checksum.newDigest().digest(content.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }

    private static String origin(@Nullable URI address) {
        return address == null ? "" : " " + address.getScheme() + "://" + address.getRawAuthority();
    }
}
