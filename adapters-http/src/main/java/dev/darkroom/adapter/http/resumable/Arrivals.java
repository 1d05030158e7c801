package dev.darkroom.adapter.http.resumable;

import dev.darkroom.domain.model.ImageId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The uploads whose bytes arrive in this process. A client whose connection broke asks for the offset at once, while the bytes that
 * arrived are still being stored. Thread-safe.
 */
final class Arrivals {
    private final Map<ImageId, CompletableFuture<Void>> open = new ConcurrentHashMap<>();
    private final Duration maxWait;

    /** @param maxWait how long {@link #await} waits */
    Arrivals(Duration maxWait) {
        this.maxWait = maxWait;
    }

    /** One request with bytes, until it is closed. */
    interface Arrival extends AutoCloseable {
        @Override
        void close();
    }

    Arrival begin(ImageId upload) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        open.merge(upload, end, (others, one) -> CompletableFuture.allOf(others, one));
        return () -> {
            end.complete(null);
            open.computeIfPresent(upload, (_, all) -> all.isDone() ? null : all);
        };
    }

    /** Waits for the requests that are open now, but not for long: their clients may still be sending. */
    void await(ImageId upload) {
        CompletableFuture<Void> end = open.get(upload);
        if (end != null) {
            try {
                end.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException | ExecutionException e) {
                // The bytes stored so far are counted.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
