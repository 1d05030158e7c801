package dev.darkroom.adapter.telemetry.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;

/**
 * All metrics. Names are in Micrometer's form: Prometheus shows {@code a.b} as {@code a_b}, with the unit at the end.
 * Thread-safe.
 */
public final class Meters implements AutoCloseable {
    /** Few, because each bucket is a series for every set of labels. A local call takes 1 ms, a cold one seconds. */
    private static final Duration[] LATENCIES = millis(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000);

    private static final double[] UPLOAD_BYTES = {100e3, 1e6, 5e6, 25e6, 100e6};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final AtomicInteger activeRequests;
    private final AtomicInteger leftByReconcile;

    private record Key(String name, String first, String second, String third) {}

    /** @param version of the service, the label of {@code darkroom_info} */
    public Meters(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("darkroom.info", () -> 1)
                .description("The version of the service")
                .tag("version", version)
                .register(registry);
        activeRequests = gauge("http.server.requests.active", "Requests in progress");
        leftByReconcile =
                gauge("darkroom.reconcile.left", "Images that the last reconciliation could not finish");
        // Registered before the first event, so that a rate starts from 0.
        for (String result : new String[]{"upload_undone", "deletion_finished", "purged", "failed"}) {
            reconciled(result);
        }
    }

    private static Duration[] millis(long... millis) {
        Duration[] durations = new Duration[millis.length];
        for (int i = 0; i < millis.length; i++) {
            durations[i] = Duration.ofMillis(millis[i]);
        }
        return durations;
    }

    private AtomicInteger gauge(String name, String description) {
        AtomicInteger value = new AtomicInteger();
        Gauge.builder(name, value, AtomicInteger::get).description(description).register(registry);
        return value;
    }

    /** The number of requests in progress. */
    public AtomicInteger activeRequests() {
        return activeRequests;
    }

    /** The time of requests, by method, route and status. */
    public Timer request(String method, String route, int status) {
        return timers.computeIfAbsent(
                new Key("http.server.requests", method, route, Integer.toString(status)),
                key -> latency(key.name(), "Requests", Tags.of("method", method, "route", route, "status",
                        key.third())));
    }

    /** The time of calls of an outbound port. */
    Timer port(String port, String operation, String outcome) {
        return timers.computeIfAbsent(
                new Key("darkroom." + port, operation, outcome, ""),
                key -> latency(key.name(), "Calls of the " + port,
                        Tags.of("operation", operation, "outcome", outcome)));
    }

    private Timer latency(String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    /** The time of use cases. It has no histogram, because the requests have one. */
    Timer useCase(String name, String result) {
        return timers.computeIfAbsent(
                new Key("darkroom.use.case", name, result, ""),
                key -> Timer.builder(key.name())
                        .description("Calls of use cases")
                        .tags("use_case", name, "result", result)
                        .register(registry));
    }

    /**
     * The sizes of stored images.
     *
     * @param way {@code request} or {@code direct}
     */
    public DistributionSummary upload(String way) {
        return DistributionSummary.builder("darkroom.upload")
                .description("Sizes of stored images")
                .baseUnit("bytes")
                .tag("way", way)
                .serviceLevelObjectives(UPLOAD_BYTES)
                .register(registry);
    }

    /** @param result {@code upload_undone}, {@code deletion_finished}, {@code purged} or {@code failed} */
    public Counter reconciled(String result) {
        return Counter.builder("darkroom.reconciled")
                .description("Images with unfinished work that was found, and images purged from the trash")
                .tag("result", result)
                .register(registry);
    }

    /** The number of images that the last reconciliation could not finish. */
    public AtomicInteger leftByReconcile() {
        return leftByReconcile;
    }

    /**
     * Adds Micrometer's metrics of an executor, such as {@code executor_queued_tasks} and {@code executor_active_threads}.
     *
     * @param name the label {@code name}
     * @return counts the tasks that the executor rejects, which Micrometer does not
     */
    public Counter executor(String name, ThreadPoolExecutor threads) {
        new ExecutorServiceMetrics(threads, name, Tags.empty()).bindTo(registry);
        return Counter.builder("executor.rejected")
                .description("The number of tasks that the executor rejected because its queue was full")
                .baseUnit(BaseUnits.TASKS)
                .tag("name", name)
                .register(registry);
    }

    /** A number of connections of a pool, as {@code hikaricp.connections.NAME}. */
    public void connections(String name, String description, String pool, IntSupplier number) {
        Gauge.builder("hikaricp.connections." + name, number::getAsInt)
                .description(description)
                .tag("pool", pool)
                .register(registry);
    }

    /** The number of streams of events that are open. */
    public void eventStreams(IntSupplier number) {
        Gauge.builder("darkroom.event.streams", number::getAsInt)
                .description("Open streams of events")
                .register(registry);
    }

    /** @param result {@code delivered}, {@code failed} or {@code dropped} */
    public Counter webhookEvents(String receiver, String result) {
        return Counter.builder("darkroom.webhook.events")
                .description("Events that were delivered or dropped, and attempts that failed")
                .tags("receiver", receiver, "result", result)
                .register(registry);
    }

    /** The number of events that wait for another attempt. */
    public void webhookWaiting(String receiver, IntSupplier number) {
        Gauge.builder("darkroom.webhook.waiting", number::getAsInt)
                .description("Events that wait for another attempt")
                .tag("receiver", receiver)
                .register(registry);
    }

    /** The age of the oldest event that waits, in seconds. */
    public void webhookAge(String receiver, DoubleSupplier seconds) {
        Gauge.builder("darkroom.webhook.oldest", seconds::getAsDouble)
                .description("Age of the oldest event that waits")
                .baseUnit("seconds")
                .tag("receiver", receiver)
                .register(registry);
    }

    /** The number of worker processes started. */
    public Counter workerStarts() {
        return Counter.builder("darkroom.render.worker.starts")
                .description("Worker processes started")
                .register(registry);
    }

    /** The time that images wait for a worker process. */
    public Timer workerQueue() {
        return latency("darkroom.render.worker.queue", "Time that images wait for a worker process", Tags.empty());
    }

    /** @param reason {@code memory}, {@code deadline} or {@code crash} */
    public Counter workerKills(String reason) {
        return Counter.builder("darkroom.render.worker.kills")
                .description("Worker processes that were killed or crashed")
                .tag("reason", reason)
                .register(registry);
    }

    /** All metrics as Prometheus text (version 0.0.4). */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
