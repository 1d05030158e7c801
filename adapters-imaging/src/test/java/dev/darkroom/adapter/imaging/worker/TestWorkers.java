package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.render.RenderLimits;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The workers of a test, with counters of their events. */
final class TestWorkers implements WorkerEvents, AutoCloseable {
    private static final PixelLimits PIXELS = new PixelLimits(110_000_000, 65_535);

    final AtomicInteger starts = new AtomicInteger();
    final Map<End, LongAdder> ends = new ConcurrentHashMap<>();
    final AtomicInteger waits = new AtomicInteger();
    private final Workers workers;
    private @Nullable ImageRenderer opened;

    private TestWorkers(WorkerSettings settings) {
        workers = new Workers(settings, this, () -> {
            throw new AssertionError("No worker could be started");
        });
    }

    static TestWorkers behaving(WorkerMain.Behaviour behaviour, Path folder) {
        return new TestWorkers(settings(behaviour, folder, Duration.ofMinutes(1), Duration.ofMinutes(1)));
    }

    static TestWorkers behaving(WorkerMain.Behaviour behaviour, Path folder, Duration deadline, Duration idle) {
        return new TestWorkers(settings(behaviour, folder, deadline, idle));
    }

    static WorkerSettings settings(WorkerMain.Behaviour behaviour, Path folder, Duration deadline, Duration idle) {
        List<String> command = WorkerCommand.of(
                WorkerMain.MEMORY_BYTES,
                List.of(WorkerMain.class.getName(), behaviour.name(), folder.resolve("mark").toString()));
        return new WorkerSettings(
                command, folder.resolve("work"), 2, idle, new RenderLimits(PIXELS, deadline, WorkerMain.MEMORY_BYTES));
    }

    synchronized ImageRenderer renderer() {
        if (opened == null) {
            opened = workers.open();
        }
        return opened;
    }

    /** The number of workers that ended for a reason. */
    long count(End reason) {
        return ends.getOrDefault(reason, new LongAdder()).sum();
    }

    @Override
    public void started() {
        starts.incrementAndGet();
    }

    @Override
    public void ended(End reason) {
        ends.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    @Override
    public void waited(Duration time) {
        waits.incrementAndGet();
    }

    @Override
    public void close() {
        workers.close();
    }
}
