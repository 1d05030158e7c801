package dev.darkroom.adapter.http.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UploadTurnsTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final CountDownLatch firstStarted = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);

    @AfterEach
    void letTheFirstUploadEnd() {
        firstMayEnd.countDown();
    }

    /** An upload that takes a turn and does not end before it may. */
    private Thread startFirst(UploadTurns turns) throws InterruptedException {
        Thread first = start(turns.around(_ -> {
            firstStarted.countDown();
            firstMayEnd.await();
        }));
        firstStarted.await();
        return first;
    }

    private static Thread start(Handler route) {
        return Thread.ofPlatform().start(() -> handle(route));
    }

    private static void handle(Handler route) {
        Object unused = Proxy.newProxyInstance(UploadTurnsTest.class.getClassLoader(), new Class<?>[]{Context.class},
                (_, method, _) -> {
                    throw new AssertionError(method);
                });
        try {
            route.handle((Context) unused);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anUploadWaitsUntilATurnIsOver() throws InterruptedException {
        UploadTurns turns = new UploadTurns(1, LONG, LONG);
        startFirst(turns);
        CountDownLatch secondStarted = new CountDownLatch(1);

        Thread second = start(turns.around(_ -> secondStarted.countDown()));
        while (second.getState() != Thread.State.TIMED_WAITING) {
            assertThat(secondStarted.getCount()).as("the second upload has not started").isOne();
            Thread.onSpinWait();
        }
        firstMayEnd.countDown();

        second.join();
        assertThat(secondStarted.getCount()).isZero();
    }

    @Test
    void theTurnOfASlowUploadEndsBeforeTheUpload() throws InterruptedException {
        UploadTurns turns = new UploadTurns(1, Duration.ofMillis(1), LONG);
        Thread first = startFirst(turns);

        for (int i = 0; i < 3; i++) {
            handle(turns.around(_ -> {}));
        }

        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void anUploadThatHasWaitedLongStartsWithoutATurn() throws InterruptedException {
        UploadTurns turns = new UploadTurns(1, LONG, Duration.ofMillis(1));
        Thread first = startFirst(turns);

        handle(turns.around(_ -> {}));

        assertThat(first.isAlive()).isTrue();
    }

    @Test
    void anUploadThatFailsReturnsItsTurn() throws InterruptedException {
        UploadTurns turns = new UploadTurns(1, LONG, LONG);
        assertThatThrownBy(() -> handle(turns.around(_ -> {
            throw new IllegalArgumentException();
        }))).hasRootCauseInstanceOf(IllegalArgumentException.class);

        startFirst(turns);

        assertThat(firstStarted.getCount()).isZero();
    }
}
