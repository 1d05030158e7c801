package dev.darkroom.bootstrap.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.darkroom.adapter.telemetry.Telemetry;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ImagingThreadsTest {
    private final ImagingThreads threads = new ImagingThreads(Telemetry.off());

    @Test
    void closingWaitsForTheWorkThatRunsAndDropsTheWorkThatWaits() throws InterruptedException {
        Queue<String> done = new ConcurrentLinkedQueue<>();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        // One of them runs within a second, the others wait for its thread.
        for (String work : List.of("first", "second", "third")) {
            threads.later().execute(() -> {
                begun.countDown();
                try {
                    released.await();
                    done.add(work);
                } catch (InterruptedException e) {
                    done.add("interrupted");
                }
            });
        }
        begun.await();

        Thread closing = Thread.ofPlatform().start(threads::close);
        // The close drops the waiting work before it waits.
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        assertThat(done).isEmpty();
        released.countDown();
        closing.join();

        assertThat(done).containsExactly("first");
    }

    @Test
    void workIsRejectedAfterClosing() {
        threads.close();

        for (Executor each : List.of(threads.renders(), threads.spare(), threads.later(), threads.idle())) {
            assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> each.execute(() -> {}));
        }
    }
}
