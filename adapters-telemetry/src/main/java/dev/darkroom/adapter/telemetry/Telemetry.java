package dev.darkroom.adapter.telemetry;

import dev.darkroom.adapter.telemetry.tracing.OpenTelemetryTracing;
import dev.darkroom.adapter.telemetry.tracing.TraceSettings;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequest;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What whoever runs the service sees of it. Each method gives what it is given, watched: the same calls, results and
 * failures, that are counted and timed and, where traces are sent, told as spans. Labels and spans carry no user ids, no
 * file names and nothing else that a client makes up, so that their number is bounded. Thread-safe.
 */
public final class Telemetry implements AutoCloseable {
    private static final RenderWorkers NO_WORKERS = new RenderWorkers() {
        @Override
        public void started() {}

        @Override
        public void killed(String reason) {}

        @Override
        public void waited(Duration time) {}
    };

    private final @Nullable Meters meters;
    private final Tracing tracing;

    private Telemetry(@Nullable Meters meters, Tracing tracing) {
        this.meters = meters;
        this.tracing = tracing;
    }

    /** Watches nothing and costs nothing: every method gives back the very thing that it is given. */
    public static Telemetry off() {
        return new Telemetry(null, Tracing.OFF);
    }

    /**
     * Begins to watch this process.
     *
     * @param version of the service, told with the numbers and the spans
     * @param traces where spans are sent, or null where they are not
     * @throws IllegalArgumentException when OpenTelemetry does not accept a setting, with a message that names it
     */
    public static Telemetry start(String version, @Nullable TraceSettings traces) {
        // OpenTelemetry's classes are loaded only where it is asked for.
        Tracing tracing = traces == null ? Tracing.OFF : OpenTelemetryTracing.open(traces, version);
        return new Telemetry(new Meters(version), tracing);
    }

    /** The store, with {@code darkroom_store_seconds} for each call. The time of a read ends when its stream is there. */
    public BlobStore store(BlobStore store) {
        return port(BlobStore.class, "store", store);
    }

    /** The catalog, with {@code darkroom_catalog_seconds} for each call. */
    public ImageCatalog catalog(ImageCatalog catalog) {
        return port(ImageCatalog.class, "catalog", catalog);
    }

    /** The keys of uploads, with {@code darkroom_upload_keys_seconds} for each call. */
    public IdempotencyStore uploadKeys(IdempotencyStore keys) {
        return port(IdempotencyStore.class, "upload_keys", keys);
    }

    private <T> T port(Class<T> port, String name, T adapter) {
        return meters == null ? adapter : InstrumentedPort.of(port, adapter, new Calls(meters, tracing, name));
    }

    /** The renderer, with {@code darkroom_render_seconds} for each picture made. */
    public ImageRenderer renderer(ImageRenderer renderer) {
        return meters == null ? renderer : new InstrumentedRenderer(renderer, new Calls(meters, tracing, "render"));
    }

    /**
     * For worker processes, with {@code darkroom_render_worker_starts_total}, {@code darkroom_render_worker_kills_total} by
     * reason, and {@code darkroom_render_worker_queue_seconds}.
     */
    public RenderWorkers renderWorkers() {
        return meters == null ? NO_WORKERS : meters.renderWorkers();
    }

    /**
     * A use case, with {@code darkroom_use_case_seconds} for each call, and what it tells of uploads and of what was left
     * half done.
     *
     * @param port the interface of the use case
     */
    public <T> T useCase(Class<T> port, T useCase) {
        return meters == null ? useCase : InstrumentedUseCase.of(port, useCase, meters, tracing);
    }

    /** Threads with a line before them, whose length and refusals are told under the name. */
    public Executor line(String name, ThreadPoolExecutor threads) {
        return meters == null ? threads : new InstrumentedQueue(tracing.carrying(threads), meters.line(name, threads));
    }

    /**
     * Goes before everything that answers requests, or null where nothing is watched.
     *
     * @param routes gives the template of the route of a request that has been answered, such as <code>/images/{image_id}</code>, or null
     *     if there is no such route
     */
    public @Nullable Filter filter(Function<ServletRequest, @Nullable String> routes) {
        return meters == null ? null : new InstrumentedRequests(meters, tracing, routes);
    }

    /** All numbers as Prometheus text (version 0.0.4). */
    public String scrape() {
        return meters == null ? "" : meters.scrape();
    }

    /** Sends the spans that were not sent yet, for two seconds at most. */
    @Override
    public void close() {
        tracing.close();
        if (meters != null) {
            meters.close();
        }
    }
}
