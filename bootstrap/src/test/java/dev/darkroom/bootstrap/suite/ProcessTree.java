package dev.darkroom.bootstrap.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Samples the memory of a process and its descendants many times per second. Shared pages count once (proc(5), Pss). */
final class ProcessTree implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(30);

    private final ProcessHandle root;
    private final AtomicLong max = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    static ProcessTree watch(long pid) {
        ProcessTree tree = new ProcessTree(ProcessHandle.of(pid).orElseThrow());
        var _ = tree.timer.scheduleWithFixedDelay(tree::sample, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return tree;
    }

    private void sample() {
        long bytes = Stream.concat(Stream.of(root), root.descendants()).mapToLong(ProcessTree::bytes).sum();
        max.accumulateAndGet(bytes, Math::max);
    }

    private static long bytes(ProcessHandle process) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /** The maximum so far. */
    long maxBytes() {
        return max.get();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
