package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Content;
import dev.darkroom.domain.model.ContentType;
import dev.darkroom.domain.port.out.ImageRenderer;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the placeholder of a picture while its bytes arrive, or are being stored. A picture without one is as good, so no
 * trouble here is reason to refuse it. Thread-safe.
 */
record Placeholders(ImageRenderer renderer, Executor threads) {
    /** How much longer than the bytes the placeholder may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Nothing was begun while the picture arrived. */
    static final CompletableFuture<Optional<String>> NONE = CompletableFuture.completedFuture(Optional.empty());

    /**
     * Begins to make it of bytes that are still arriving, and closes them.
     *
     * @param free threads that take work at once, or reject it: who reads what arrives may have to wait for it
     */
    CompletableFuture<Optional<String>> begin(InputStream arriving, Executor free) {
        CompletableFuture<Optional<String>> placeholder = new CompletableFuture<>();
        make(placeholder, free, () -> renderer.placeholder(arriving));
        return placeholder.whenComplete((_, _) -> {
            try {
                arriving.close();
            } catch (IOException e) {
                // It was only read.
            }
        });
    }

    /**
     * Begins to make it, unless what was begun earlier comes to something; the content must stay until {@link #await}
     * returns. What is cancelled while it waits for a thread is not made.
     */
    Future<Optional<String>> begin(Content content, ContentType type, CompletableFuture<Optional<String>> earlier) {
        CompletableFuture<Optional<String>> placeholder = new CompletableFuture<>();
        var _ = earlier.exceptionally(_ -> Optional.empty()).thenAccept(found -> {
            if (found.isPresent()) {
                placeholder.complete(found);
            } else {
                make(placeholder, threads, () -> renderer.placeholder(content, type));
            }
        });
        return placeholder;
    }

    private static void make(
            CompletableFuture<Optional<String>> placeholder, Executor threads, Supplier<Optional<String>> work) {
        try {
            var _ = placeholder.completeAsync(work, threads);
        } catch (RejectedExecutionException busy) {
            placeholder.complete(Optional.empty());
        }
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
