package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.port.out.ImageRenderer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the placeholder of a picture while its bytes are being stored. A picture without one is as good, so no
 * trouble here is reason to refuse it. Thread-safe.
 */
record Placeholders(ImageRenderer renderer, Executor threads) {
    /** How much longer than the bytes the placeholder may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Begins to make it; the content must stay until {@link #await} returns. What is cancelled while it waits for a thread is
     * not made.
     */
    Future<Optional<String>> begin(Content content, ContentType type) {
        CompletableFuture<Optional<String>> placeholder = new CompletableFuture<>();
        try {
            var _ = placeholder.completeAsync(() -> renderer.placeholder(content, type), threads);
        } catch (RejectedExecutionException busy) {
            placeholder.complete(Optional.empty());
        }
        return placeholder;
    }

    static @Nullable String await(Future<Optional<String>> placeholder) {
        try {
            return placeholder.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).orElse(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            return null;
        }
    }
}
