package dev.darkroom.bootstrap.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.port.in.operations.Reconcile;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackgroundReconcilerTest {
    private static final Duration GRACE = Duration.ofHours(1);
    private static final Reconcile.Report NOTHING = new Reconcile.Report(0, 0, 0);

    @Test
    void startReconcilesImmediatelyWithTheGracePeriod() throws InterruptedException {
        AtomicReference<Reconcile.Command> received = new AtomicReference<>();
        CountDownLatch called = new CountDownLatch(1);
        Reconcile reconcile = command -> {
            received.set(command);
            called.countDown();
            return NOTHING;
        };

        try (var _ = BackgroundReconciler.start(reconcile, GRACE, Duration.ofDays(1))) {
            called.await();
        }

        assertThat(received).hasValue(new Reconcile.Command(GRACE));
    }

    @Test
    void continuesAfterEveryKindOfFailure() throws InterruptedException {
        CountDownLatch calls = new CountDownLatch(4);
        Reconcile reconcile = _ -> {
            calls.countDown();
            return switch ((int) calls.getCount()) {
                case 3 -> throw new StorageException.Unavailable("The catalog is out of reach", null);
                case 2 -> throw new IllegalStateException("A bug");
                default -> new Reconcile.Report(1, 1, 1);
            };
        };

        try (var _ = BackgroundReconciler.start(reconcile, GRACE, Duration.ofMillis(1))) {
            calls.await();
        }
    }

    @Test
    void closeWaitsForTheCurrentRunAndStartsNoOther() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        Reconcile reconcile = _ -> {
            runs.incrementAndGet();
            begun.countDown();
            awaitUninterrupted(mayEnd);
            ended.set(true);
            return NOTHING;
        };
        BackgroundReconciler reconciler = BackgroundReconciler.start(reconcile, GRACE, Duration.ZERO);
        begun.await();

        Thread closing = Thread.ofPlatform().start(reconciler::close);
        while (closing.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        mayEnd.countDown();
        closing.join();

        assertThat(ended).isTrue();
        assertThat(runs).hasValue(1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("close() must not interrupt a run", e);
        }
    }
}
