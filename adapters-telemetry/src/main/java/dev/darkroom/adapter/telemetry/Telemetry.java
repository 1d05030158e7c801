package dev.darkroom.adapter.telemetry;

import dev.darkroom.adapter.telemetry.metrics.Meters;
import dev.darkroom.adapter.telemetry.metrics.PortCalls;
import dev.darkroom.adapter.telemetry.metrics.UseCaseCalls;
import dev.darkroom.adapter.telemetry.port.InstrumentedBlobStore;
import dev.darkroom.adapter.telemetry.port.InstrumentedIdempotencyStore;
import dev.darkroom.adapter.telemetry.port.InstrumentedImageCatalog;
import dev.darkroom.adapter.telemetry.port.InstrumentedRenderer;
import dev.darkroom.adapter.telemetry.port.InstrumentedTrash;
import dev.darkroom.adapter.telemetry.tracing.OpenTelemetryTracing;
import dev.darkroom.adapter.telemetry.tracing.TraceSettings;
import dev.darkroom.adapter.telemetry.tracing.Tracing;
import dev.darkroom.adapter.telemetry.usecase.UseCaseDecorators;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletRequest;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics and traces of the service. Each method decorates its argument: the result makes the same calls and has the same
 * results and failures, which are counted, timed and, if traces are sent, recorded as spans. Labels and spans contain no user
 * ids, no file names and nothing else that a client can make up, so their number is bounded. Thread-safe.
 */
public final class Telemetry implements AutoCloseable {
    private static final RenderWorkers UNMEASURED_WORKERS = new RenderWorkers() {
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

    /** Measures nothing and costs nothing: every method returns its argument. */
    public static Telemetry off() {
        return new Telemetry(null, Tracing.OFF);
    }

    /**
     * Starts to measure this process.
     *
     * @param version of the service, an attribute of the metrics and the spans
     * @param traces where spans are sent, or null if they are not
     * @throws IllegalArgumentException if OpenTelemetry does not accept a setting; the message names it
     */
    public static Telemetry start(String version, @Nullable TraceSettings traces) {
        // OpenTelemetry's classes are loaded only if they are needed.
        Tracing tracing = traces == null ? Tracing.OFF : OpenTelemetryTracing.open(traces, version);
        return new Telemetry(new Meters(version), tracing);
    }

    /** Adds {@code darkroom_store_seconds} for each call. */
    public BlobStore store(BlobStore store) {
        return meters == null ? store : new InstrumentedBlobStore(store, new PortCalls(meters, tracing, "store"));
    }

    /** Adds {@code darkroom_catalog_seconds} for each call. */
    public ImageCatalog catalog(ImageCatalog catalog) {
        return meters == null ? catalog
                : new InstrumentedImageCatalog(catalog, new PortCalls(meters, tracing, "catalog"));
    }

    /** Adds {@code darkroom_catalog_seconds} for each call of the trash of a catalog. */
    public Trash trash(Trash trash) {
        return meters == null ? trash : new InstrumentedTrash(trash, new PortCalls(meters, tracing, "catalog"));
    }

    /** Adds {@code darkroom_idempotency_seconds} for each call. */
    public IdempotencyStore idempotencyStore(IdempotencyStore store) {
        return meters == null ? store
                : new InstrumentedIdempotencyStore(store, new PortCalls(meters, tracing, "idempotency"));
    }

    /** Adds {@code darkroom_render_seconds} for each rendition and placeholder. */
    public ImageRenderer renderer(ImageRenderer renderer) {
        return meters == null ? renderer
                : new InstrumentedRenderer(renderer, new PortCalls(meters, tracing, "render"));
    }

    /**
     * Adds {@code darkroom_render_worker_starts_total}, {@code darkroom_render_worker_kills_total} by reason, and {@code
     * darkroom_render_worker_queue_seconds}.
     */
    public RenderWorkers renderWorkers() {
        return meters == null ? UNMEASURED_WORKERS : new MeteredRenderWorkers(meters);
    }

    /**
     * Adds {@code darkroom_use_case_seconds} for each call of a use case, {@code darkroom_upload_bytes}, and {@code
     * darkroom_reconciled_total}.
     */
    public UseCaseDecorators useCases() {
        return new UseCaseDecorators(meters == null ? null : new UseCaseCalls(meters, tracing));
    }

    /**
     * Adds Micrometer's metrics of an executor, such as {@code executor_queued_tasks}, and {@code
     * executor_rejected_tasks_total}. A task belongs to the span of the thread that submits it.
     *
     * @param name the label {@code name}
     */
    public Executor executor(String name, ThreadPoolExecutor threads) {
        return meters == null ? threads
                : new InstrumentedExecutor(tracing.propagating(threads), meters.executor(name, threads));
    }

    /** Adds {@code hikaricp_connections_max} and the other numbers of a pool of connections, under the names that HikariCP gives them. */
    public void connectionPool(ConnectionPool pool) {
        if (meters != null) {
            meters.connections("max", "The largest number of connections", pool.name(), pool.max());
            meters.connections("active", "Connections in use", pool.name(), pool.active());
            meters.connections("idle", "Open connections that are not in use", pool.name(), pool.idle());
            meters.connections("pending", "Threads that wait for a connection", pool.name(), pool.waiting());
        }
    }

    /** Adds {@code darkroom_event_streams}. */
    public void eventStreams(IntSupplier number) {
        if (meters != null) {
            meters.eventStreams(number);
        }
    }

    /**
     * Returns a filter that adds {@code http_server_requests_seconds} and {@code http_server_requests_active}. It must precede
     * all handlers. Null if nothing is measured.
     *
     * @param routes gives the template of the route of a request after its response, such as <code>/images/{image_id}</code>,
     *     or null if there is no such route
     */
    public @Nullable Filter filter(Function<ServletRequest, @Nullable String> routes) {
        return meters == null ? null : new InstrumentedRequests(meters, tracing, routes);
    }

    /** All metrics as Prometheus text (version 0.0.4). */
    public String scrape() {
        return meters == null ? "" : meters.scrape();
    }

    /** Sends the remaining spans, for at most two seconds. */
    @Override
    public void close() {
        tracing.close();
        if (meters != null) {
            meters.close();
        }
    }
}
