package dev.darkroom.bootstrap.cluster;

import dev.darkroom.bootstrap.suite.ServerProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Darkroom processes on one storage. Spreads calls over them, also over those that are down. Thread-safe. */
final class Replicas implements AutoCloseable {
    private final Map<String, String> environment;
    private final List<ServerProcess> processes;

    private Replicas(Map<String, String> environment, List<ServerProcess> processes) {
        this.environment = environment;
        this.processes = new CopyOnWriteArrayList<>(processes);
    }

    static Replicas start(int count, Map<String, String> environment) throws Exception {
        List<ServerProcess> started = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ServerProcess>> starts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                starts.add(threads.submit(() -> ServerProcess.start(environment)));
            }
            for (Future<ServerProcess> start : starts) {
                started.add(start.get());
            }
            return new Replicas(environment, started);
        } catch (Exception e) {
            started.forEach(ServerProcess::close);
            throw e;
        }
    }

    /** Any replica, which may be down. */
    ServerProcess any(Random random) {
        return processes.get(random.nextInt(processes.size()));
    }

    ServerProcess get(int index) {
        return processes.get(index);
    }

    /** Kills a replica (SIGKILL). It stays among those that get calls. */
    void kill(int index) throws InterruptedException {
        processes.get(index).kill();
    }

    /** Starts the successor of a replica that was killed. */
    void replace(int index) throws Exception {
        processes.set(index, ServerProcess.start(environment));
    }

    /** The output of all replicas. */
    List<String> output() {
        return processes.stream().flatMap(process -> process.output().stream()).toList();
    }

    /** Stops all replicas. Repeatable. */
    void stop() {
        processes.forEach(ServerProcess::close);
    }

    @Override
    public void close() {
        stop();
    }
}
