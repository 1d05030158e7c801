package dev.darkroom.adapter.http.resumable;

import dev.darkroom.domain.model.ImageId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The appends that this process receives. When a connection breaks, the client asks for the offset, or a browser sends the append again,
 * before its bytes are stored. With the offset before them, they would be sent again in vain. Thread-safe.
 *
 * @param maxWait how long a wait takes at most; a connection that is silent is broken only for the client
 */
record OngoingAppends(Duration maxWait, ConcurrentMap<ImageId, List<Append>> byUpload) {
    /** Enough to store a part and to make an image of the whole upload. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(2);

    OngoingAppends(Duration maxWait) {
        this(maxWait, new ConcurrentHashMap<>());
    }

    static OngoingAppends ofThisProcess() {
        return new OngoingAppends(MAX_WAIT);
    }

    /** An append from an offset, until it is closed. */
    record Append(long offset, CompletableFuture<@Nullable Void> end, Runnable onClose) implements AutoCloseable {
        boolean isOpen() {
            return !end.isDone();
        }

        @Override
        public void close() {
            end.complete(null);
            onClose.run();
        }
    }

    Append start(ImageId upload, long offset) {
        Append own = new Append(offset, new CompletableFuture<>(), () -> removeClosed(upload));
        byUpload.merge(upload, List.of(own), (all, added) -> Stream.concat(all.stream(), added.stream()).toList());
        return own;
    }

    private void removeClosed(ImageId upload) {
        byUpload.computeIfPresent(upload, (_, all) -> {
            List<Append> open = all.stream().filter(Append::isOpen).toList();
            return open.isEmpty() ? null : open;
        });
    }

    /** Waits until the appends to an upload that were started before are closed, or the limit is reached. */
    void await(ImageId upload) {
        await(upload, _ -> true);
    }

    /**
     * Waits like {@link #await(ImageId)}, but only for appends from an offset. Of an append from the same offset only one can win, so the
     * other one loses nothing by waiting.
     */
    void awaitFrom(long offset, ImageId upload) {
        await(upload, append -> append.offset == offset);
    }

    private void await(ImageId upload, Predicate<Append> condition) {
        CompletableFuture<?>[] ends = byUpload.getOrDefault(upload, List.of()).stream()
                .filter(condition)
                .map(Append::end)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // It still receives bytes, or waits for them.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("An append is never closed with a failure", e);
        }
    }
}
