package dev.darkroom.bootstrap.wiring;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Thread pools for pictures. Each has a bounded queue and rejects work that does not fit. They use platform threads, because
 * a native library holds on to the thread that it works on.
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
    static ThreadPoolExecutor called(String name) {
        return called(name, PROCESSORS, new ArrayBlockingQueue<>(QUEUED_FOR_EACH * PROCESSORS));
    }

    /** One thread for each processor. Work that finds no free thread is rejected. */
    static ThreadPoolExecutor withoutQueue(String name) {
        return called(name, PROCESSORS, new SynchronousQueue<>());
    }

    /** One thread. */
    static ThreadPoolExecutor single(String name, int queued) {
        return called(name, 1, new ArrayBlockingQueue<>(queued));
    }

    private static ThreadPoolExecutor called(String name, int count, BlockingQueue<Runnable> queue) {
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
