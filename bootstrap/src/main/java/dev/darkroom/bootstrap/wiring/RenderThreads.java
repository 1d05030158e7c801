package dev.darkroom.bootstrap.wiring;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads for pictures: as many as there are processors, and a line before them with an end, so that work that would wait
 * too long is rejected. They are no virtual threads, because a native library holds on to the thread that it works on.
 */
final class RenderThreads {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** A rendition takes a tenth of a second or so: whoever comes last here waits for a few. */
    private static final int LINE_FOR_EACH = 32;

    private RenderThreads() {}

    /** @param name of the threads, for whoever looks at them */
    static ThreadPoolExecutor called(String name) {
        return called(name, PROCESSORS, new ArrayBlockingQueue<>(LINE_FOR_EACH * PROCESSORS));
    }

    /** Work finds a thread that is free, or is rejected. */
    static ThreadPoolExecutor withoutQueue(String name) {
        return called(name, PROCESSORS, new SynchronousQueue<>());
    }

    /** One thread. */
    static ThreadPoolExecutor single(String name, int queued) {
        return called(name, 1, new ArrayBlockingQueue<>(queued));
    }

    private static ThreadPoolExecutor called(String name, int count, BlockingQueue<Runnable> line) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                10,
                TimeUnit.SECONDS,
                line,
                Thread.ofPlatform().daemon().name(name + "-", 1).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
