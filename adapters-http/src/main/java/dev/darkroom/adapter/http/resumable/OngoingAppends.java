package dev.darkroom.adapter.http.resumable;

import dev.darkroom.domain.model.ImageId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The appends that this process receives. When a connection breaks, the client asks for the offset before its bytes are stored. With the
 * offset before them, it would send them again in vain. Thread-safe.
 *
 * @param maxWait how long {@link #await} waits; a connection that is silent is broken only for the client
 */
record OngoingAppends(Duration maxWait, ConcurrentMap<ImageId, CompletableFuture<@Nullable Void>> byUpload) {
    /** Enough to store a part and to make an image of the whole upload. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    OngoingAppends(Duration maxWait) {
        this(maxWait, new ConcurrentHashMap<>());
    }

    static OngoingAppends ofThisProcess() {
        return new OngoingAppends(MAX_WAIT);
    }

    /** An append, until it is closed. */
    interface Append extends AutoCloseable {
        @Override
        void close();
    }

    Append start(ImageId upload) {
        CompletableFuture<@Nullable Void> own = new CompletableFuture<>();
        byUpload.merge(upload, own, CompletableFuture::allOf);
        return () -> {
            own.complete(null);
            byUpload.computeIfPresent(upload, (_, all) -> all.isDone() ? null : all);
        };
    }

    /** Waits until the appends to an upload that were started before are closed, or the limit is reached. */
    void await(ImageId upload) {
        CompletableFuture<@Nullable Void> all = byUpload.get(upload);
        if (all == null) {
            return;
        }
        try {
            all.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // It still receives bytes, or waits for them.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("An append is never closed with a failure", e);
        }
    }
}
