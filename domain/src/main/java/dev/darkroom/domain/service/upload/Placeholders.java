package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.service.content.TemporaryCopy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Makes the placeholders of uploaded pictures. No upload waits for one: it is made at once if a processor is idle, otherwise
 * from a queue. If the queue is full, it is made with the first rendition ({@link
 * dev.darkroom.domain.service.rendition.Renditions}). A placeholder is optional, so failures are ignored. Thread-safe.
 *
 * @param spare runs work at once, or rejects it
 * @param later runs work from a queue, or rejects it
 */
record Placeholders(
        ImageRenderer renderer, BlobStore store, ImageCatalog catalog, Path spoolFolder, Executor spare,
        Executor later) {
    /**
     * An attempt to make a placeholder at once.
     *
     * @param result empty if the picture has none
     * @param isBegun whether a thread makes it
     */
    record Attempt(CompletableFuture<Optional<String>> result, boolean isBegun) {
        /** The image with the placeholder, if it is made by now. */
        Image describe(Image image) {
            return image.withPlaceholder(
                    result.isCompletedExceptionally() ? null : result.getNow(Optional.empty()).orElse(null));
        }
    }

    /** Begins if a processor is idle. The content may be deleted at any time; then the attempt fails. */
    Attempt begin(Inspection.Accepted picture) {
        try {
            return new Attempt(CompletableFuture
                    .supplyAsync(() -> renderer.placeholder(picture.sanitized(), picture.contentType()), spare), true);
        } catch (RejectedExecutionException busy) {
            return new Attempt(new CompletableFuture<>(), false);
        }
    }

    /** Ensures that a published image gets its placeholder. */
    void finish(Image published, Attempt attempt) {
        if (published.placeholder() != null) {
            return;
        }
        if (attempt.isBegun()) {
            // The attempt may be complete by now. Its callback would then run here, on the thread of the upload, which must not wait for it.
            AtomicBoolean isRegistering = new AtomicBoolean(true);
            var _ = attempt.result().whenCompleteAsync((found, failure) -> {
                if (failure != null) {
                    runLater(() -> make(published.id()));
                } else {
                    found.ifPresent(placeholder -> add(published.id(), placeholder));
                }
            }, callback -> {
                if (isRegistering.get()) {
                    runLater(callback);
                } else {
                    callback.run();
                }
            });
            isRegistering.set(false);
        } else {
            runLater(() -> make(published.id()));
        }
    }

    private void runLater(Runnable work) {
        try {
            later.execute(work);
        } catch (RejectedExecutionException full) {
            // It is made with the first rendition.
        }
    }

    private void make(ImageId id) {
        try {
            Image image = catalog.find(id).orElse(null);
            if (image == null || image.placeholder() != null
                    || !renderer.renders(image.contentType(), ContentType.JPEG)) {
                return;
            }
            store.stat(image.originalKey())
                    .flatMap(original -> TemporaryCopy.use(
                            store, original, spoolFolder, copy -> renderer.placeholder(copy, image.contentType())))
                    .flatMap(Function.identity())
                    .ifPresent(made -> add(id, made));
        } catch (RuntimeException failed) {
            // It is made with the first rendition. The process may be stopping, with its stores closed.
        }
    }

    private void add(ImageId id, String placeholder) {
        try {
            catalog.addPlaceholder(id, placeholder);
        } catch (StorageException failed) {
            // It is made with the first rendition.
        }
    }
}
