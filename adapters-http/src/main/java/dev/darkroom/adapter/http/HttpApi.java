package dev.darkroom.adapter.http;

import dev.darkroom.adapter.http.blobs.BlobRoute;
import dev.darkroom.adapter.http.edge.Authentication;
import dev.darkroom.adapter.http.edge.Cors;
import dev.darkroom.adapter.http.edge.LocalGuard;
import dev.darkroom.adapter.http.edge.RateLimit;
import dev.darkroom.adapter.http.edge.RequestScope;
import dev.darkroom.adapter.http.edge.StreamPermits;
import dev.darkroom.adapter.http.edge.UploadPermits;
import dev.darkroom.adapter.http.edge.UploadTurns;
import dev.darkroom.adapter.http.events.EventFeed;
import dev.darkroom.adapter.http.events.EventsRoute;
import dev.darkroom.adapter.http.images.ContentRoute;
import dev.darkroom.adapter.http.images.DeleteImagesRoute;
import dev.darkroom.adapter.http.images.DeleteRoute;
import dev.darkroom.adapter.http.images.EditImagesRoute;
import dev.darkroom.adapter.http.images.EditRoute;
import dev.darkroom.adapter.http.images.ImageIds;
import dev.darkroom.adapter.http.images.RestoreRoute;
import dev.darkroom.adapter.http.images.ViewRoute;
import dev.darkroom.adapter.http.library.CalendarRoute;
import dev.darkroom.adapter.http.library.ExistingRoute;
import dev.darkroom.adapter.http.library.ListRoute;
import dev.darkroom.adapter.http.library.TagsRoute;
import dev.darkroom.adapter.http.operations.HealthRoutes;
import dev.darkroom.adapter.http.operations.MetricsRoute;
import dev.darkroom.adapter.http.problem.ErrorCode;
import dev.darkroom.adapter.http.problem.ProblemException;
import dev.darkroom.adapter.http.request.PercentEncoding;
import dev.darkroom.adapter.http.request.PublicAddress;
import dev.darkroom.adapter.http.request.RequestContext;
import dev.darkroom.adapter.http.request.SecurityHeaders;
import dev.darkroom.adapter.http.resumable.ResumableRoutes;
import dev.darkroom.adapter.http.resumable.UploadResource;
import dev.darkroom.adapter.http.upload.CancelUploadRoute;
import dev.darkroom.adapter.http.upload.CompleteUploadRoute;
import dev.darkroom.adapter.http.upload.ReceiveRoute;
import dev.darkroom.adapter.http.upload.StartUploadRoute;
import dev.darkroom.adapter.http.upload.UploadIds;
import dev.darkroom.adapter.http.upload.UploadRoute;
import dev.darkroom.adapter.http.upload.spool.SpoolMemory;
import dev.darkroom.adapter.http.web.DocsRoutes;
import dev.darkroom.adapter.http.web.GalleryRoutes;
import dev.darkroom.adapter.http.web.ResourceRoute;
import dev.darkroom.domain.port.in.events.ReadEvents;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All routes as a servlet, and the filters for it. It does not depend on the server, which may be {@link
 * dev.darkroom.adapter.http.server.HttpServer} or another one. Thread-safe.
 */
public final class HttpApi {
    private static final int COPY_BUFFER_BYTES = 64 * 1024;

    /** Bodies that are read into memory, at most 64 KiB each. */
    private static final int MAX_CONCURRENT_SMALL_BODIES = 256;

    /** 16 pictures of the largest size that {@link SpoolMemory} holds fill it. Storing a picture waits for the disk half of the time. */
    private static final int UPLOAD_TURNS = Math.max(16, 8 * Runtime.getRuntime().availableProcessors());

    /** Several times what the upload of a picture of 0.5 MB takes on a busy machine. */
    private static final Duration UPLOAD_TURN_LENGTH = Duration.ofMillis(100);

    /** Half of the time after which {@link UploadPermits} can count a body as slow. */
    private static final Duration MAX_WAIT_FOR_A_TURN = Duration.ofSeconds(1);

    /** A page has one. A browser keeps few connections to a server, and a user has several browsers. */
    private static final int MAX_STREAMS_OF_ONE_CLIENT = 16;

    /** Each takes a connection. Half of them are left for other requests. */
    private static final int MAX_STREAMS = 1_000;

    /** One sixth of the default heap. */
    private static final int SPOOL_MEMORY_BYTES = 16 * 1024 * 1024;

    private final Javalin app;
    private final List<Filter> filters;
    private final HealthRoutes health;
    private final EventFeed feed;

    /**
     * Builds the routes.
     *
     * @param requestIds generates ids for requests without one
     */
    public HttpApi(
            HttpSettings settings, UseCases useCases, Monitoring monitoring, Supplier<String> requestIds,
            InstantSource clock) {
        this(settings, useCases, monitoring, requestIds, clock, System::nanoTime, new SpoolMemory(SPOOL_MEMORY_BYTES));
    }

    public HttpApi(
            HttpSettings settings, UseCases useCases, Monitoring monitoring, Supplier<String> requestIds,
            InstantSource clock, LongSupplier nanoTime, SpoolMemory spoolMemory) {
        RequestScope requestScope = new RequestScope(requestIds, new SecurityHeaders(settings.publicUrl()));
        Set<String> origins = settings.edge().corsOrigins();
        this.filters = Stream.of(
                monitoring.filter(), requestScope, origins.isEmpty() ? null : new Cors(origins))
                .filter(Objects::nonNull)
                .toList();
        this.health = new HealthRoutes(useCases.checkHealth());
        this.feed = new EventFeed(useCases.readEvents());
        this.app = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.startupWatcherEnabled = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.http.prefer405over404 = true;
            config.http.responseBufferSize = COPY_BUFFER_BYTES;
            config.router.javaLangErrorHandler(Failures::answerError);
            Failures.register(config.routes);
            if (settings.isLocal()) {
                config.routes.before(new LocalGuard(settings.publicUrl(), origins));
            }
            config.routes.before(HttpApi::requireDecodablePath);
            JavalinInternals.RouteFinder routes = JavalinInternals.routeFinder(config);
            config.routes.before(ctx -> setRoute(routes, ctx));
            addRoutes(config.routes, settings, useCases, health, feed, monitoring, clock, nanoTime, spoolMemory);
        });
    }

    /** The servlet for all routes. */
    public Servlet servlet() {
        return JavalinInternals.servlet(app);
    }

    /** From now on, {@code /health/ready} is 503. */
    public void announceStop() {
        health.announceStop();
    }

    /** Ends the streams of events, which would go on otherwise. */
    public void endStreams() {
        feed.close();
    }

    /** The method and path of each route, such as {@code GET /images/{image_id}}. */
    public Stream<String> routes() {
        return JavalinInternals.routes(app);
    }

    /** The filters for every path, in this order. */
    public List<Filter> filters() {
        return filters;
    }

    private static void addRoutes(
            RoutesConfig routes, HttpSettings settings, UseCases useCases, HealthRoutes health, EventFeed feed,
            Monitoring monitoring, InstantSource clock, LongSupplier nanoTime, SpoolMemory spoolMemory) {
        PublicAddress address = new PublicAddress(settings.publicUrl());
        ResumableUploads uses = useCases.resumableUploads();
        ResumableRoutes resumable = new ResumableRoutes(
                uses.startUpload(), uses.appendToUpload(), uses.cancelUpload(), settings.resumable(),
                settings.spoolFolder(), spoolMemory, address);
        for (String path : List.of(UploadResource.ROOT, UploadResource.ROOT + "/*")) {
            routes.before(path, resumable::before);
        }
        RateLimit rateLimit = new RateLimit(settings.edge().requestsPerMinute(), nanoTime);
        Authentication authentication = new Authentication(useCases.authenticate(), rateLimit);
        for (String path : List.of("/upload", "/upload/*", "/images", "/images/*", "/tags", "/uploads", "/uploads/*",
                "/events")) {
            routes.before(path, authentication);
        }
        routes.before(rateLimit);
        UploadPermits uploads = new UploadPermits(
                settings.edge().maxConcurrentUploads(), settings.bodyProgressTimeout(), "uploads");
        UploadPermits smallBodies = new UploadPermits(
                MAX_CONCURRENT_SMALL_BODIES, settings.bodyProgressTimeout(), "requests with a body");
        UploadTurns turns = new UploadTurns(UPLOAD_TURNS, UPLOAD_TURN_LENGTH, MAX_WAIT_FOR_A_TURN);
        UnaryOperator<Handler> limitUploads = route -> uploads.around(turns.around(route));
        UploadRoute upload = new UploadRoute(useCases.uploadImage(), settings.spoolFolder(), spoolMemory,
                settings.maxUploadBytes(), useCases.directUploads() != null);
        routes.post("/upload", limitUploads.apply(resumable.startOr(upload)));
        routes.options("/upload", resumable::limitsOfUpload);
        addResumableUploads(routes, resumable, limitUploads);
        addGet(routes, "/images", new ListRoute(useCases.listImages(), useCases.viewTrash()));
        addGet(routes, "/images/calendar", new CalendarRoute(useCases.viewCalendar()));
        addGet(routes, "/tags", new TagsRoute(useCases.listTags()));
        addEvents(routes, settings, useCases.readEvents(), feed, authentication, monitoring);
        String image = "/images/{" + ImageIds.PARAMETER + "}";
        addGet(routes, image, new ViewRoute(useCases.viewImage(), useCases.viewTrash(), address));
        addGet(routes, image + "/content", new ContentRoute(useCases.viewImage(), address, clock));
        routes.patch(image, smallBodies.around(new EditRoute(useCases.editImage())));
        routes.post("/images/edit", smallBodies.around(new EditImagesRoute(useCases.editImages())));
        routes.post("/images/delete", smallBodies.around(new DeleteImagesRoute(useCases.deleteImages())));
        routes.post("/images/exists", smallBodies.around(new ExistingRoute(useCases.findExisting())));
        routes.post(image + "/restore", new RestoreRoute(useCases.restoreImage()));
        routes.delete(image, new DeleteRoute(useCases.deleteImage()));
        if (useCases.fetchBlob() != null) {
            addGet(routes, BlobRoute.ROOT + "<key>", new BlobRoute(useCases.fetchBlob(), clock));
        }
        if (useCases.directUploads() != null) {
            addDirectUploads(routes, settings, useCases.directUploads(), spoolMemory, limitUploads, smallBodies);
        }
        addGet(routes, "/health/live", health::live);
        addGet(routes, "/health/ready", health::ready);
        if (monitoring.metrics() != null) {
            // The rate limit counts only requests with a failed sign-in here.
            addGet(routes, MetricsRoute.PATH,
                    new MetricsRoute(monitoring.metrics(), monitoring.open() ? null : authentication));
        }
        addGet(routes, "/openapi.yaml", new ResourceRoute("openapi.yaml", "application/yaml"));
        DocsRoutes docs = new DocsRoutes();
        addGet(routes, "/docs", docs::page);
        addGet(routes, "/docs/{" + DocsRoutes.FILE + "}", docs::file);
        GalleryRoutes gallery = new GalleryRoutes(settings.gallery());
        addGet(routes, "/", gallery::page);
        addGet(routes, "/gallery/{" + GalleryRoutes.FILE + "}", gallery::file);
    }

    private static void addEvents(
            RoutesConfig routes, HttpSettings settings, ReadEvents events, EventFeed feed,
            Authentication authentication, Monitoring monitoring) {
        StreamPermits streams = new StreamPermits(
                Math.min(MAX_STREAMS, Math.max(1, settings.edge().maxConnections() / 2)), MAX_STREAMS_OF_ONE_CLIENT);
        monitoring.eventStreams().accept(streams::taken);
        // Shorter than the time after which an idle connection is closed.
        Duration commentInterval = settings.bodyProgressTimeout().multipliedBy(3).dividedBy(4);
        addGet(routes, "/events",
                streams.around(new EventsRoute(events, feed, authentication, commentInterval)));
    }

    private static void addDirectUploads(
            RoutesConfig routes, HttpSettings settings, DirectUploads uploads, SpoolMemory spoolMemory,
            UnaryOperator<Handler> limitUploads, UploadPermits smallBodies) {
        routes.post("/uploads", smallBodies.around(
                new StartUploadRoute(uploads.startUpload(), new PublicAddress(settings.publicUrl()))));
        String upload = "/uploads/{" + UploadIds.PARAMETER + "}";
        routes.post(upload + "/complete", new CompleteUploadRoute(uploads.completeUpload()));
        routes.delete(upload, new CancelUploadRoute(uploads.cancelUpload()));
        if (uploads.receiveBlob() != null) {
            routes.put(BlobRoute.ROOT + "<key>",
                    limitUploads.apply(new ReceiveRoute(uploads.receiveBlob(), settings.spoolFolder(), spoolMemory)));
        }
    }

    private static void addResumableUploads(
            RoutesConfig routes, ResumableRoutes resumable, UnaryOperator<Handler> limitUploads) {
        routes.post(UploadResource.ROOT, limitUploads.apply(resumable.start()));
        routes.options(UploadResource.ROOT, resumable::limits);
        routes.patch(UploadResource.PATH, limitUploads.apply(resumable.append()));
        routes.head(UploadResource.PATH, resumable::progress);
        routes.delete(UploadResource.PATH, resumable::cancel);
        routes.options(UploadResource.PATH, resumable::limits);
    }

    /** Javalin answers HEAD itself, without the route for GET. Therefore, each route is added for both methods. */
    private static void addGet(RoutesConfig routes, String path, Handler handler) {
        routes.get(path, handler);
        routes.head(path, handler);
    }

    /** For the metrics and the access log, which also cover requests that a later handler refuses. */
    private static void setRoute(JavalinInternals.RouteFinder routes, Context ctx) {
        String template = routes.find(ctx.method(), ctx.path());
        if (template != null) {
            RequestContext.of(ctx.req()).setRoute(template);
        }
    }

    private static void requireDecodablePath(Context ctx) {
        if (PercentEncoding.decodePath(ctx.path()).isEmpty()) {
            throw new ProblemException(ErrorCode.NOT_FOUND, "The path is malformed");
        }
    }
}
