package dev.darkroom.adapter.http.edge;

import io.javalin.http.Handler;
import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a limited number of uploads start at the same time. More of them do not make the server faster: their buffers fill the heap, and their
 * pictures do not fit into the memory for arriving pictures. The others wait in order of arrival, and the network holds their bytes back. A
 * turn ends after a short time, even if the upload has not: a slow client does not hold up the others. Thread-safe.
 */
public final class UploadTurns {
    private final Semaphore turns;
    private final Duration length;
    private final Duration maxWait;

    /**
     * @param turns the number of uploads that have a turn at the same time
     * @param length the time after which a turn ends
     * @param maxWait the time after which an upload starts without a turn
     */
    public UploadTurns(int turns, Duration length, Duration maxWait) {
        this.turns = new Semaphore(turns, true);
        this.length = length;
        this.maxWait = maxWait;
    }

    /** The route, which waits for a turn before it starts. */
    public Handler around(Handler route) {
        return ctx -> {
            if (!turns.tryAcquire(maxWait.toMillis(), TimeUnit.MILLISECONDS)) {
                route.handle(ctx);
                return;
            }
            AtomicBoolean isOver = new AtomicBoolean();
            Future<?> atTheLatest = ForkJoinPool.commonPool()
                    .schedule(() -> end(isOver), length.toMillis(), TimeUnit.MILLISECONDS);
            try {
                route.handle(ctx);
            } finally {
                atTheLatest.cancel(false);
                end(isOver);
            }
        };
    }

    private void end(AtomicBoolean isOver) {
        if (isOver.compareAndSet(false, true)) {
            turns.release();
        }
    }
}
