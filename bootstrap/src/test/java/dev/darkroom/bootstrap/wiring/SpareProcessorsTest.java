package dev.darkroom.bootstrap.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpareProcessorsTest {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final double HALF_A_PROCESSOR_IDLE = (PROCESSORS - 0.5) / PROCESSORS;

    private final List<String> done = new ArrayList<>();

    @Test
    void workRunsWhileHalfAProcessorIsIdle() {
        assertBothRun(new SpareProcessors(() -> HALF_A_PROCESSOR_IDLE));
    }

    @Test
    void workRunsWhenTheLoadIsUnknown() {
        assertBothRun(new SpareProcessors(() -> -1));
    }

    private void assertBothRun(SpareProcessors spare) {
        spare.orRejected(Runnable::run).execute(() -> done.add("at once"));
        spare.awaited(Runnable::run).execute(() -> done.add("later"));

        assertThat(done).containsExactly("at once", "later");
    }

    @Test
    void workIsRejectedWhileAllProcessorsAreBusy() {
        SpareProcessors spare = new SpareProcessors(() -> 1);

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> spare.orRejected(Runnable::run).execute(() -> done.add("at once")));

        assertThat(done).isEmpty();
    }

    @Test
    void waitingWorkRunsWhenAProcessorIsIdle() {
        AtomicInteger samples = new AtomicInteger();
        SpareProcessors spare = new SpareProcessors(() -> samples.incrementAndGet() < 2 ? 1 : 0);

        spare.awaited(Runnable::run).execute(() -> done.add("later"));

        assertThat(samples).hasValue(2);
        assertThat(done).containsExactly("later");
    }

    @Test
    void waitingWorkRunsEventuallyWhileAllProcessorsStayBusy() {
        SpareProcessors spare = new SpareProcessors(() -> 1);

        spare.awaited(Runnable::run).execute(() -> done.add("later"));

        assertThat(done).containsExactly("later");
    }

    @Test
    void idleWorkWaitsUntilAProcessorIsIdle() {
        AtomicInteger samples = new AtomicInteger();
        // Longer than other waiting work waits.
        SpareProcessors spare = new SpareProcessors(() -> samples.incrementAndGet() < 8 ? 1 : 0);

        spare.whenIdle(Runnable::run).execute(() -> done.add("idle"));

        assertThat(samples).hasValue(8);
        assertThat(done).containsExactly("idle");
    }

    @Test
    void waitingWorkDoesNotRunAfterAnInterrupt() {
        SpareProcessors spare = new SpareProcessors(() -> 1);
        Thread.currentThread().interrupt();

        spare.awaited(Runnable::run).execute(() -> done.add("later"));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).isEmpty();
    }

    @Test
    void waitingWorkDoesNotRunAfterTheStop() {
        SpareProcessors spare = new SpareProcessors(() -> 1);
        spare.stopWaiting();

        spare.whenIdle(Runnable::run).execute(() -> done.add("idle"));
        spare.awaited(Runnable::run).execute(() -> done.add("later"));

        assertThat(done).isEmpty();
    }

    @Test
    void atMostHalfAsManyTasksAsProcessorsRunAtATime() {
        SpareProcessors spare = new SpareProcessors(() -> 0);
        CountDownLatch released = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < SpareProcessors.MAX_AT_ONCE; i++) {
                spare.orRejected(threads).execute(() -> await(released));
            }

            assertThatExceptionOfType(RejectedExecutionException.class)
                    .isThrownBy(() -> spare.orRejected(threads).execute(() -> done.add("at once")));
            spare.awaited(threads).execute(() -> done.add("later"));
            assertThat(done).isEmpty();

            released.countDown();
        }
        assertThat(done).containsExactly("later");
        spare.orRejected(Runnable::run).execute(() -> done.add("at once"));
        assertThat(done).containsExactly("later", "at once");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
