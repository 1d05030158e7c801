package dev.darkroom.bootstrap.wiring;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** One thread whose tasks begin only while a processor of the machine is idle. Thread-safe. */
public final class IdleThread implements Executor, AutoCloseable {
    /** Longer than one rendition takes. */
    private static final long STOP_SECONDS = 20;

    private final ThreadPoolExecutor thread;
    private final Executor whenIdle;
    /** Held by the task that runs. */
    private final Lock running = new ReentrantLock();
    private volatile boolean isClosed;

    /**
     * Creates the thread, which starts with the first task.
     *
     * @param name of the thread, as a thread dump shows it
     * @param queued how many tasks can wait; further ones are rejected
     */
    public IdleThread(String name, int queued) {
        thread = RenderThreads.single(name, queued);
        whenIdle = new SpareProcessors().whenIdle(thread);
    }

    /** @throws java.util.concurrent.RejectedExecutionException if the queue is full, or after {@link #close} */
    @Override
    public void execute(Runnable task) {
        whenIdle.execute(() -> run(task));
    }

    private void run(Runnable task) {
        running.lock();
        try {
            if (!isClosed) {
                task.run();
            }
        } finally {
            running.unlock();
        }
    }

    /** Drops the tasks that wait, and waits for the end of the one that runs. An interrupted rendition would leave temporary files. */
    @Override
    public void close() {
        isClosed = true;
        try {
            boolean isIdle = running.tryLock(STOP_SECONDS, TimeUnit.SECONDS);
            // Also ends the wait for an idle processor.
            thread.shutdownNow();
            if (isIdle) {
                running.unlock();
            }
            boolean _ = thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
