package dev.darkroom.adapter.http.web;

import dev.darkroom.adapter.http.json.Json;
import dev.darkroom.adapter.http.request.SecurityHeaders;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The page for an address that does not exist, opened in a browser. It needs no script. */
public final class NotFoundPage {
    private static final String POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    private NotFoundPage() {}

    /** Whether the client wants a page to read. Browsers do not name JSON. A generated client names all types of the OpenAPI document. */
    static boolean isForBrowser(@Nullable String accept) {
        return accept != null && accept.contains("text/html") && !accept.contains(Json.MEDIA_TYPE);
    }

    /** Whether the client of this request gets the page instead of a problem. */
    public static boolean isWanted(Context ctx) {
        return (HandlerType.GET.equals(ctx.method()) || HandlerType.HEAD.equals(ctx.method()))
                && isForBrowser(ctx.header("Accept"));
    }

    /** Responds with the page. Its links are relative, because a proxy may add a prefix to the paths. */
    public static void answer(Context ctx) {
        long depth = ctx.req().getRequestURI().chars().filter(each -> each == '/').count() - 1;
        String root = depth <= 0 ? "./" : "../".repeat((int) depth);
        ctx.header(SecurityHeaders.CONTENT_SECURITY_POLICY, POLICY);
        Json.answer(ctx, 404, "text/html; charset=utf-8",
                template().replace("{root}", root).getBytes(StandardCharsets.UTF_8));
    }

    private static String template() {
        try (InputStream in =
                Objects.requireNonNull(NotFoundPage.class.getResourceAsStream("gallery/not-found.html"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
