package dev.darkroom.adapter.events;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response body and forgets it, so that the connection can be used again. The body of a response is this object, as soon as the
 * header has arrived. Thread-safe.
 */
final class Drain implements BodySubscriber<Drain> {
    /** More is not worth a connection. */
    static final int MAX_BYTES = 64 * 1024;

    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private boolean isCancelled;
    private long bytes;

    /** Completes when the body has ended or was cancelled. */
    CompletableFuture<Void> end() {
        return end;
    }

    /** Closes the connection unless the body has ended. */
    void cancel() {
        Subscription current;
        synchronized (this) {
            isCancelled = true;
            current = subscription;
        }
        if (current != null && !end.isDone()) {
            current.cancel();
        }
        end.complete(null);
    }

    @Override
    public CompletionStage<Drain> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Subscription next) {
        synchronized (this) {
            subscription = next;
            if (!isCancelled) {
                next.request(1);
                return;
            }
        }
        next.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        Subscription current;
        synchronized (this) {
            bytes += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            current = subscription;
        }
        if (bytes > MAX_BYTES) {
            cancel();
        } else if (current != null) {
            current.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.complete(null);
    }

    @Override
    public void onComplete() {
        end.complete(null);
    }
}
