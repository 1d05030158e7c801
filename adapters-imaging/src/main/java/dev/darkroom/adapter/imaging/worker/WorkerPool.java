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
 * Starts workers on demand, sends each of them one request at a time, kills those that exceed a limit, and stops those
 * that are idle for some time. Calls wait for a worker in their order, at most for the deadline. Thread-safe.
 */
final class WorkerPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerPool.class);

    private static final Duration START_DEADLINE = Duration.ofSeconds(30);

    /** The exit code after SIGKILL. No decoder sends it; the kernel does if the machine is out of memory. */
    private static final int KILLED = 128 + 9;

    private final WorkerSettings settings;
    private final WorkerEvents events;
    private final Semaphore permits;
    private final ScheduledThreadPoolExecutor timer;
    /** Workers without a request, the last used first, each with the task that stops it. Guarded by this. */
    private final Deque<WorkerProcess> idle = new ArrayDeque<>();
    private final Map<WorkerProcess, ScheduledFuture<?>> stopTasks = new HashMap<>();
    private boolean isClosed;

    WorkerPool(WorkerSettings settings, WorkerEvents events) {
        this.settings = settings;
        this.events = events;
        this.permits = new Semaphore(settings.max(), true);
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("worker-watch").factory());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Starts the first worker, which then is idle.
     *
     * @throws IOException if no worker can be started
     * @throws IllegalArgumentException if it has no codec
     */
    Hello start() throws IOException {
        WorkerProcess worker = startWorker();
        release(worker);
        return worker.hello();
    }

    /**
     * Sends a request to a worker and returns the answer.
     *
     * @param bytes the estimated memory for the request
     * @throws CodecException.Fatal if the picture exceeds a limit, or crashes two workers
     * @throws StorageException.Unavailable if no worker is available in time, or another program kills the workers
     * @throws IOException if the file can't be read
     */
    Answer ask(Request request, Content file, long bytes) throws CodecException.Fatal, IOException {
        acquire();
        try {
            long deadlineNanos = System.nanoTime() + settings.limits().deadline().toNanos();
            try {
                return attempt(request, file, bytes, deadlineNanos);
            } catch (Crashed e) {
                LOG.atInfo().addKeyValue("exit_code", e.exitCode)
                        .log("A worker crashed; the request is retried once");
            }
            try {
                return attempt(request, file, bytes, deadlineNanos);
            } catch (Crashed e) {
                if (e.exitCode == KILLED) {
                    throw new StorageException.Unavailable("Another program kills the workers", e);
                }
                throw new CodecException.Fatal("two workers crashed, the last with exit code " + e.exitCode);
            }
        } finally {
            permits.release();
        }
    }

    private void acquire() {
        long start = System.nanoTime();
        try {
            if (!permits.tryAcquire(settings.limits().deadline().toNanos(), TimeUnit.NANOSECONDS)) {
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
        WorkerProcess worker = takeWorker();
        boolean usable = false;
        try (WorkerWatch watch = new WorkerWatch(worker, settings.limits().deadline(), deadlineNanos, bytes, timer)) {
            try {
                Answer answer = worker.ask(request, file);
                usable = true;
                return answer;
            } catch (WorkerProcess.Failed e) {
                worker.kill();
                throw ended(worker, watch, e);
            }
        } finally {
            if (usable) {
                release(worker);
            } else {
                worker.kill();
            }
        }
    }

    private Crashed ended(WorkerProcess worker, WorkerWatch watch, WorkerProcess.Failed cause)
            throws CodecException.Fatal {
        int exitCode = worker.waitFor();
        End end = watch.reason().orElse(exitCode == WorkerCommand.OUT_OF_MEMORY ? End.MEMORY : End.CRASH);
        events.ended(end);
        LOG.atInfo().addKeyValue("reason", end).addKeyValue("exit_code", exitCode)
                .log("A worker ended while it decoded a picture");
        return switch (end) {
            case MEMORY -> throw new CodecException.Fatal("it takes more memory than a picture of its size needs");
            case DEADLINE -> {
                if (watch.lackedProcessorTime()) {
                    throw new StorageException.Unavailable("The machine is too busy to decode pictures in time", cause);
                }
                throw new CodecException.Fatal("it takes too long");
            }
            case CRASH -> new Crashed(exitCode, cause);
        };
    }

    private WorkerProcess takeWorker() {
        synchronized (this) {
            WorkerProcess worker = idle.pollFirst();
            if (worker != null) {
                cancelStopTask(worker);
                return worker;
            }
        }
        try {
            return startWorker();
        } catch (IOException | IllegalArgumentException e) {
            throw new StorageException.Unavailable("No worker can be started", e);
        }
    }

    private WorkerProcess startWorker() throws IOException {
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

    private synchronized void release(WorkerProcess worker) {
        if (isClosed) {
            worker.stop();
            return;
        }
        idle.addFirst(worker);
        stopTasks.put(worker, timer.schedule(
                () -> stopIdle(worker), settings.idle().toNanos(), TimeUnit.NANOSECONDS));
    }

    private synchronized void stopIdle(WorkerProcess worker) {
        if (idle.remove(worker)) {
            cancelStopTask(worker);
            worker.stop();
        }
    }

    private void cancelStopTask(WorkerProcess worker) {
        ScheduledFuture<?> stop = stopTasks.remove(worker);
        if (stop != null) {
            stop.cancel(false);
        }
    }

    /** Stops the workers. A worker with a request stops after its answer. */
    @Override
    public synchronized void close() {
        isClosed = true;
        timer.shutdownNow();
        idle.forEach(WorkerProcess::stop);
        idle.clear();
        stopTasks.clear();
    }
}
