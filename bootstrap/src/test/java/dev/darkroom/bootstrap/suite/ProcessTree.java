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

/** The memory of a process and all below it, looked at many times a second. Pages that they share count once (proc(5), Pss). */
final class ProcessTree implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(30);

    private final ProcessHandle root;
    private final AtomicLong most = new AtomicLong();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    private ProcessTree(ProcessHandle root) {
        this.root = root;
    }

    static ProcessTree watch(long pid) {
        ProcessTree tree = new ProcessTree(ProcessHandle.of(pid).orElseThrow());
        var _ = tree.timer.scheduleWithFixedDelay(tree::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        return tree;
    }

    private void look() {
        long bytes = Stream.concat(Stream.of(root), root.descendants()).mapToLong(ProcessTree::bytes).sum();
        most.accumulateAndGet(bytes, Math::max);
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

    /** The most that was seen so far. */
    long mostBytes() {
        return most.get();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
