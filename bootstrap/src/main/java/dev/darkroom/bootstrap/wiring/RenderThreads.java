package dev.darkroom.bootstrap.wiring;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Thread pools for pictures. Each has a bounded queue and rejects work that does not fit. They use platform threads, because
 * a native library blocks the thread that calls it.
 */
final class RenderThreads {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** A rendition takes about 0.1 s, so the last request in the queue waits for about 3 s. */
    private static final int QUEUED_FOR_EACH = 32;

    private RenderThreads() {}

    /**
     * One thread for each processor.
     *
     * @param name of the threads, as a thread dump shows it
     */
    static ThreadPoolExecutor perProcessor(String name) {
        return pool(name, PROCESSORS, new ArrayBlockingQueue<>(QUEUED_FOR_EACH * PROCESSORS));
    }

    /** One thread for each processor, without a queue: work is rejected while all threads are busy. */
    static ThreadPoolExecutor withoutQueue(String name) {
        return pool(name, PROCESSORS, new SynchronousQueue<>());
    }

    /**
     * One thread.
     *
     * @param queued how many tasks can wait
     */
    static ThreadPoolExecutor single(String name, int queued) {
        return pool(name, 1, new ArrayBlockingQueue<>(queued));
    }

    private static ThreadPoolExecutor pool(String name, int count, BlockingQueue<Runnable> queue) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                queue,
                Thread.ofPlatform().daemon().name(name + "-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
