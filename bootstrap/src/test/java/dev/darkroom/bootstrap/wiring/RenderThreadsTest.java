package dev.darkroom.bootstrap.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RenderThreadsTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    @Test
    void queueOfASingleThreadIsBounded() throws InterruptedException {
        acceptsAtOnce(RenderThreads.single("test", 100), 101);
    }

    @Test
    void queueOfOneThreadPerProcessorIsBounded() throws InterruptedException {
        acceptsAtOnce(RenderThreads.perProcessor("test"), 33 * PROCESSORS);
    }

    @Test
    void withoutQueueOnlyIdleThreadsAcceptWork() throws InterruptedException {
        acceptsAtOnce(RenderThreads.withoutQueue("test"), PROCESSORS);
    }

    /** Asserts that exactly this number of tasks is accepted, and that they run. */
    private static void acceptsAtOnce(ThreadPoolExecutor threads, int count) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        Runnable work = () -> {
            try {
                end.await();
                done.incrementAndGet();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        try {
            for (int i = 0; i < count; i++) {
                threads.execute(work);
            }
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.execute(work));
        } finally {
            end.countDown();
            threads.shutdown();
        }
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(done).hasValue(count);
    }
}
