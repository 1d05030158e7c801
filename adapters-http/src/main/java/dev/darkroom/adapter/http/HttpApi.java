package dev.darkroom.adapter.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.servlet.JavalinServlet;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * The routes as a servlet and the filter to put before it. It does not know what serves it: {@link HttpServer} does so on
 * a socket. Thread-safe.
 */
public final class HttpApi {
    private static final int COPY_BUFFER_BYTES = 64 * 1024;

    private final Servlet servlet;
    private final RequestScope requestScope;

    /**
     * Builds the routes.
     *
     * @param requestIds makes ids for requests that come without one
     */
    public HttpApi(HttpSettings settings, UseCases useCases, Supplier<String> requestIds, InstantSource clock) {
        this.requestScope = new RequestScope(requestIds);
        Javalin app = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.http.prefer405over404 = true;
            config.http.responseBufferSize = COPY_BUFFER_BYTES;
            config.router.javaLangErrorHandler(Failures::answerError);
            Failures.register(config.routes);
            addRoutes(config.routes, settings, useCases, clock);
        });
        // Not app.javalinServlet(): that one speaks WebSocket too, which nothing here does.
        this.servlet = new JavalinServlet(app.unsafe);
    }

    /** Serves every route. */
    public Servlet servlet() {
        return servlet;
    }

    /** Goes before the servlet, on every path. */
    public Filter filter() {
        return requestScope;
    }

    private static void addRoutes(RoutesConfig routes, HttpSettings settings, UseCases useCases, InstantSource clock) {
        routes.before(HttpApi::requireDecodablePath);
        Actors actors = new Actors(useCases.authenticate());
        for (String path : List.of("/upload", "/images", "/images/*", "/uploads", "/uploads/*")) {
            routes.before(path, actors);
        }
        routes.post("/upload",
                new UploadRoute(useCases.uploadImage(), settings.spoolFolder(), settings.maxUploadBytes(),
                        useCases.directUploads() != null));
        addGet(routes, "/images", new ListRoute(useCases.listImages()));
        String image = "/images/{" + ImageIds.PARAMETER + "}";
        PublicAddress address = new PublicAddress(settings.publicUrl());
        addGet(routes, image, new ViewRoute(useCases.viewImage(), address));
        addGet(routes, image + "/content", new ContentRoute(useCases.viewImage(), address, clock));
        routes.patch(image, new EditRoute(useCases.editImage()));
        routes.post("/images/delete", new DeleteImagesRoute(useCases.deleteImages()));
        routes.delete(image, new DeleteRoute(useCases.deleteImage()));
        if (useCases.fetchBlob() != null) {
            addGet(routes, BlobRoute.ROOT + "<key>", new BlobRoute(useCases.fetchBlob(), clock));
        }
        if (useCases.directUploads() != null) {
            addDirectUploads(routes, settings, useCases.directUploads());
        }
        HealthRoutes health = new HealthRoutes(useCases.checkHealth());
        addGet(routes, "/health/live", health::live);
        addGet(routes, "/health/ready", health::ready);
        addGet(routes, "/openapi.yaml", new OpenApiRoute());
        addGet(routes, "/", ctx -> Json.answer(ctx, 200, new RootJson("darkroom", "/openapi.yaml")));
    }

    private static void addDirectUploads(RoutesConfig routes, HttpSettings settings, DirectUploads uploads) {
        routes.post("/uploads", new StartUploadRoute(uploads.startUpload(), new PublicAddress(settings.publicUrl())));
        String upload = "/uploads/{" + UploadIds.PARAMETER + "}";
        routes.post(upload + "/complete", new CompleteUploadRoute(uploads.completeUpload()));
        routes.delete(upload, new CancelUploadRoute(uploads.cancelUpload()));
        if (uploads.receiveBlob() != null) {
            routes.put(BlobRoute.ROOT + "<key>", new ReceiveRoute(uploads.receiveBlob(), settings.spoolFolder()));
        }
    }

    /** Where to read on. */
    record RootJson(String service, String openapi) {}

    /** Javalin answers HEAD of a GET route without asking the route, so each is added for both. */
    private static void addGet(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
    }

    private static void requireDecodablePath(Context ctx) {
        if (PercentEncoding.decodePath(ctx.path()).isEmpty()) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "There is nothing at this path, which is malformed");
        }
    }
}
