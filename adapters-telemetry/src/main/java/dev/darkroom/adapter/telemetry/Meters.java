package dev.darkroom.adapter.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
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

/** The numbers, each under its name. Names are Micrometer's: Prometheus shows {@code a.b} as {@code a_b}, with the unit. */
final class Meters implements AutoCloseable {
    /** Few, because each is a series of its own for every label: a local call is there in 1 ms, a cold one in seconds. */
    private static final Duration[] LATENCIES = millis(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000);

    private static final double[] UPLOAD_BYTES = {100e3, 1e6, 5e6, 25e6, 100e6};

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<Key, Timer> timers = new ConcurrentHashMap<>();
    private final AtomicInteger requestsUnderWay;
    private final AtomicInteger leftByReconcile;

    private record Key(String name, String first, String second, String third) {}

    Meters(String version) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        collections.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("darkroom.info", () -> 1)
                .description("Which version this is")
                .tag("version", version)
                .register(registry);
        requestsUnderWay = gauge("http.server.requests.active", "Requests that are being answered");
        leftByReconcile =
                gauge("darkroom.reconcile.left", "Images that the last look for half-done work could not finish");
        // There before the first of them, so that a rate has something to begin with.
        for (String result : new String[]{"upload_undone", "deletion_finished", "failed"}) {
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

    AtomicInteger requestsUnderWay() {
        return requestsUnderWay;
    }

    /** How long requests take, by what was asked for and what was answered. */
    Timer request(String method, String route, int status) {
        return timers.computeIfAbsent(
                new Key("http.server.requests", method, route, Integer.toString(status)),
                key -> latency(key.name(), "Requests", Tags.of("method", method, "route", route, "status",
                        key.third())));
    }

    /** How long calls of a part of the service take, and what came of them. */
    Timer call(String part, String operation, String outcome) {
        return timers.computeIfAbsent(
                new Key("darkroom." + part, operation, outcome, ""),
                key -> latency(key.name(), "Calls of the " + part,
                        Tags.of("operation", operation, "outcome", outcome)));
    }

    private Timer latency(String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    /** How long use cases take, and what came of them; without a histogram, because the requests have one. */
    Timer useCase(String name, String result) {
        return timers.computeIfAbsent(
                new Key("darkroom.use.case", name, result, ""),
                key -> Timer.builder(key.name())
                        .description("Calls of use cases")
                        .tags("use_case", name, "result", result)
                        .register(registry));
    }

    /** @param way how it came: {@code request} or {@code direct} */
    DistributionSummary upload(String way) {
        return DistributionSummary.builder("darkroom.upload")
                .description("Pictures stored, by size")
                .baseUnit("bytes")
                .tag("way", way)
                .serviceLevelObjectives(UPLOAD_BYTES)
                .register(registry);
    }

    Counter reconciled(String result) {
        return Counter.builder("darkroom.reconciled")
                .description("Images on which half-done work was found")
                .tag("result", result)
                .register(registry);
    }

    AtomicInteger leftByReconcile() {
        return leftByReconcile;
    }

    /**
     * The line before some threads.
     *
     * @return counts what was refused because the line was full
     */
    Counter line(String name, ThreadPoolExecutor threads) {
        Gauge.builder("darkroom.line.waiting", threads, pool -> pool.getQueue().size())
                .description("Pictures that wait for a thread")
                .tag("line", name)
                .register(registry);
        Gauge.builder("darkroom.line.active", threads, ThreadPoolExecutor::getActiveCount)
                .description("Pictures that are being worked on")
                .tag("line", name)
                .register(registry);
        return Counter.builder("darkroom.line.refused")
                .description("Pictures for which the line was too long")
                .tag("line", name)
                .register(registry);
    }

    RenderWorkers renderWorkers() {
        Counter starts = Counter.builder("darkroom.render.worker.starts")
                .description("Worker processes started")
                .register(registry);
        // There before the first of them, so that a rate has something to begin with.
        for (String reason : new String[]{"memory", "deadline", "crash"}) {
            workerKills(reason);
        }
        Timer queue =
                latency("darkroom.render.worker.queue", "Time that pictures wait for a worker process", Tags.empty());
        return new RenderWorkers() {
            @Override
            public void started() {
                starts.increment();
            }

            @Override
            public void killed(String reason) {
                workerKills(reason).increment();
            }

            @Override
            public void waited(Duration time) {
                queue.record(time);
            }
        };
    }

    private Counter workerKills(String reason) {
        return Counter.builder("darkroom.render.worker.kills")
                .description("Worker processes that were killed or died")
                .tag("reason", reason)
                .register(registry);
    }

    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
