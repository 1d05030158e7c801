package dev.darkroom.bootstrap.wiring;

import dev.darkroom.adapter.telemetry.Telemetry;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that make renditions and placeholders. Each executor rejects work if its queue is full, or after {@link #close}. Thread-safe.
 */
public final class ImagingThreads implements AutoCloseable {
    /** Images that wait for a placeholder, about 100 bytes each. Further images get one with their first rendition. */
    private static final int MAX_PLACEHOLDERS = 10_000;

    /** Renditions that wait until a processor is idle, about 200 bytes each. Further ones are made with their first view. */
    private static final int MAX_PREPARED = 10_000;

    /** Longer than a rendition takes. */
    private static final long STOP_SECONDS = 20;

    private final SpareProcessors processors = new SpareProcessors();
    private final List<ThreadPoolExecutor> pools;
    private final Executor renders;
    private final Executor spare;
    private final Executor later;
    private final Executor idle;

    /** Creates the threads, which start with the first work. */
    ImagingThreads(Telemetry telemetry) {
        ThreadPoolExecutor render = RenderThreads.perProcessor("render");
        ThreadPoolExecutor atOnce = RenderThreads.withoutQueue("spare");
        ThreadPoolExecutor placeholder = RenderThreads.single("placeholder", MAX_PLACEHOLDERS);
        ThreadPoolExecutor prepare = RenderThreads.single("prepare", MAX_PREPARED);
        pools = List.of(render, atOnce, placeholder, prepare);
        renders = telemetry.executor("render", render);
        spare = processors.orRejected(atOnce);
        later = processors.awaited(telemetry.executor("placeholder", placeholder));
        idle = processors.whenIdle(prepare);
    }

    /** For renditions that a request waits for. */
    Executor renders() {
        return renders;
    }

    /** Runs work at once if a processor is idle, and rejects it otherwise. */
    Executor spare() {
        return spare;
    }

    /** Runs work soon, when a processor is idle or after a second. */
    Executor later() {
        return later;
    }

    /** Runs one task at a time, and begins each only while a processor is idle. */
    public Executor idle() {
        return idle;
    }

    /** Drops the work that waits, and waits for the work that runs: an interrupted rendition would leave temporary files. */
    @Override
    public void close() {
        processors.stopWaiting();
        pools.forEach(pool -> {
            pool.shutdown();
            pool.getQueue().clear();
        });
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
        try {
            for (ThreadPoolExecutor pool : pools) {
                boolean _ = pool.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        pools.forEach(ThreadPoolExecutor::shutdownNow);
    }
}
