package dev.darkroom.adapter.http.web;

import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Map;
import java.util.Optional;

/**
 * {@code GET /docs}: the API reference, which is Swagger UI from its WebJar with {@code /openapi.yaml}. The page loads and runs only these
 * files.
 */
public final class DocsRoutes {
    public static final String FILE = "file";

    /** The version is that of the root POM, because the paths of a WebJar contain it. */
    private static final String SWAGGER_UI = "/META-INF/resources/webjars/swagger-ui/5.34.1/";

    /** Swagger UI uses data: URLs for its icons, and blob: URLs for fetched pictures. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Handler page = new ResourceRoute("docs.html", "text/html;charset=utf-8");
    private final Map<String, Handler> files = Map.of(
            "docs.js", new ResourceRoute("docs.js", "text/javascript;charset=utf-8"),
            "docs.css", new ResourceRoute("docs.css", "text/css;charset=utf-8"),
            "swagger-ui-bundle.js",
            new ResourceRoute(SWAGGER_UI + "swagger-ui-bundle.js", "text/javascript;charset=utf-8"),
            "swagger-ui.css", new ResourceRoute(SWAGGER_UI + "swagger-ui.css", "text/css;charset=utf-8"));

    public void page(Context ctx) throws Exception {
        ctx.header("Content-Security-Policy", POLICY);
        page.handle(ctx);
    }

    public void file(Context ctx) throws Exception {
        Optional.ofNullable(files.get(ctx.pathParam(FILE)))
                .orElseThrow(
                        () -> new ProblemException(ErrorCode.NOT_FOUND, "There is no such file: /docs is the page"))
                .handle(ctx);
    }
}
