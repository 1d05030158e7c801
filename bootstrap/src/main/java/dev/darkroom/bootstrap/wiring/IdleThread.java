package dev.darkroom.bootstrap.wiring;

import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread whose tasks begin only while a processor of the machine is idle. Thread-safe. */
public final class IdleThread implements Executor, AutoCloseable {
    /** Longer than one rendition takes. */
    private static final long STOP_SECONDS = 20;

    private final ThreadPoolExecutor thread;
    private final Executor whenIdle;

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
        whenIdle.execute(task);
    }

    /** Drops the tasks that wait, interrupts the one that runs, and waits for its end. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            boolean _ = thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
