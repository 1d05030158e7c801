package dev.darkroom.adapter.imaging.worker;

import dev.darkroom.adapter.imaging.render.CodecException;
import dev.darkroom.adapter.imaging.worker.WorkerEvents.End;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.object.Content;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts workers on demand, gives each one request at a time, kills those that exceed a limit, and stops those that have had
 * no work for a while. Who asks waits for a worker, in turn, as long as for an answer. Thread-safe.
 */
final class WorkerPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private static final Duration START_DEADLINE = Duration.ofSeconds(30);

    /** SIGKILL, which no decoder sends itself; the kernel does so when the machine runs out of memory. */
    private static final int KILLED = 128 + 9;

    private final WorkerSettings settings;
    private final WorkerEvents events;
    private final Semaphore free;
    private final ScheduledThreadPoolExecutor timer;
    /** The one that worked last is first; with what stops it when its time is over. Guarded by this. */
    private final Deque<WorkerProcess> idle = new ArrayDeque<>();
    private final Map<WorkerProcess, ScheduledFuture<?>> stops = new HashMap<>();
    private boolean isClosed;

    WorkerPool(WorkerSettings settings, WorkerEvents events) {
        this.settings = settings;
        this.events = events;
        this.free = new Semaphore(settings.max(), true);
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("worker-watch").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts the first worker, which then waits for work.
     *
     * @throws IOException when no worker can be started
     * @throws IllegalArgumentException when it has no codec
     */
    Hello start() throws IOException {
        WorkerProcess worker = newWorker();
        giveBack(worker);
        return worker.hello();
    }

    /**
     * Asks a worker.
     *
     * @param bytes the memory that the answer takes, by estimate
     * @throws CodecException.Fatal when the picture takes too much, or crashes two workers
     * @throws StorageException.Unavailable when there is no worker in time, or something else kills them
     * @throws IOException when the file can't be read
     */
    Answer ask(Request request, Content file, long bytes) throws CodecException.Fatal, IOException {
        acquire();
        try {
            long deadlineNanos = System.nanoTime() + settings.limits().deadline().toNanos();
            try {
                return attempt(request, file, bytes, deadlineNanos);
            } catch (Crashed e) {
                LOG.atInfo().addKeyValue("exit_code", e.exitCode)
                        .log("A worker crashed; its picture is tried once more");
            }
            try {
                return attempt(request, file, bytes, deadlineNanos);
            } catch (Crashed e) {
                if (e.exitCode == KILLED) {
                    throw new StorageException.Unavailable("Something else kills the workers", e);
                }
                throw new CodecException.Fatal("two workers crashed, the last with exit code " + e.exitCode);
            }
        } finally {
            free.release();
        }
    }

    private void acquire() {
        long start = System.nanoTime();
        try {
            if (!free.tryAcquire(settings.limits().deadline().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new StorageException.Unavailable("All workers are busy", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted while waiting for a worker", e);
        }
        events.waited(Duration.ofNanos(System.nanoTime() - start));
    }

    /** A worker ended by itself. */
    private static final class Crashed extends Exception {
        private static final long serialVersionUID = 1L;

        private final int exitCode;

        Crashed(int exitCode, Throwable cause) {
            super(cause);
            this.exitCode = exitCode;
        }
    }

    private Answer attempt(Request request, Content file, long bytes, long deadlineNanos)
            throws Crashed, CodecException.Fatal, IOException {
        WorkerProcess worker = worker();
        boolean usable = false;
        try (WorkerWatch watch = new WorkerWatch(worker, settings.limits().deadline(), deadlineNanos, bytes, timer)) {
            try {
                Answer answer = worker.ask(request, file);
                usable = true;
                return answer;
            } catch (WorkerProcess.Gone e) {
                worker.kill();
                throw ended(worker, watch, e);
            }
        } finally {
            if (usable) {
                giveBack(worker);
            } else {
                worker.kill();
            }
        }
    }

    private Crashed ended(WorkerProcess worker, WorkerWatch watch, WorkerProcess.Gone cause)
            throws CodecException.Fatal {
        int exitCode = worker.waitFor();
        End end = watch.reason().orElse(exitCode == WorkerCommand.OUT_OF_MEMORY ? End.MEMORY : End.CRASH);
        events.ended(end);
        LOG.atInfo().addKeyValue("reason", end).addKeyValue("exit_code", exitCode).log("A worker ended over a picture");
        return switch (end) {
            case MEMORY -> throw new CodecException.Fatal("it takes more memory than its size explains");
            case DEADLINE -> {
                if (watch.hadLittleProcessorTime()) {
                    throw new StorageException.Unavailable("The machine is too busy to decode pictures in time", cause);
                }
                throw new CodecException.Fatal("it takes too long");
            }
            case CRASH -> new Crashed(exitCode, cause);
        };
    }

    private WorkerProcess worker() {
        synchronized (this) {
            WorkerProcess worker = idle.pollFirst();
            if (worker != null) {
                cancelStop(worker);
                return worker;
            }
        }
        try {
            return newWorker();
        } catch (IOException | IllegalArgumentException e) {
            throw new StorageException.Unavailable("No worker can be started", e);
        }
    }

    private WorkerProcess newWorker() throws IOException {
        ScheduledFuture<?>[] alarm = new ScheduledFuture<?>[1];
        try {
            WorkerProcess worker = WorkerProcess.start(settings.command(), settings.folder(), process -> alarm[0] =
                    timer.schedule(process::destroyForcibly, START_DEADLINE.toNanos(), TimeUnit.NANOSECONDS));
            events.started();
            return worker;
        } finally {
            if (alarm[0] != null) {
                alarm[0].cancel(false);
            }
        }
    }

    private synchronized void giveBack(WorkerProcess worker) {
        if (isClosed) {
            worker.stop();
            return;
        }
        idle.addFirst(worker);
        stops.put(worker, timer.schedule(
                () -> stopIdle(worker), settings.idle().toNanos(), TimeUnit.NANOSECONDS));
    }

    private synchronized void stopIdle(WorkerProcess worker) {
        if (idle.remove(worker)) {
            cancelStop(worker);
            worker.stop();
        }
    }

    private void cancelStop(WorkerProcess worker) {
        ScheduledFuture<?> stop = stops.remove(worker);
        if (stop != null) {
            stop.cancel(false);
        }
    }

    /** Stops the workers; one that is at work stops after its answer. */
    @Override
    public synchronized void close() {
        isClosed = true;
        timer.shutdownNow();
        idle.forEach(WorkerProcess::stop);
        idle.clear();
        stops.clear();
    }
}
