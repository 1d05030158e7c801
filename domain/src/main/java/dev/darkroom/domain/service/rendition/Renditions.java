package dev.darkroom.domain.service.rendition;

import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.ByteRange;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinitions;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.port.out.imaging.ImageRenderer.Rendering;
import dev.darkroom.domain.service.content.TemporaryCopy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Makes each rendition when it is first requested, and stores it. Concurrent requests in this process share the work. Two
 * processes may make the same rendition at once; either result is valid. Thread-safe.
 *
 * <p>If the image is deleted while a rendition is stored, the call that stored it removes it. If that fails, {@link
 * dev.darkroom.domain.service.operations.ReconcileService} removes it before the row.
 */
public final class Renditions {
    /** How long a caller waits for a rendition, including its time in the queue. The work continues for the next caller. */
    private static final Duration TIMEOUT = Duration.ofSeconds(18);

    private final BlobStore store;
    private final ImageCatalog catalog;
    private final ImageRenderer renderer;
    private final Executor threads;
    private final Path spoolFolder;
    private final RecentKeys stored;
    private final OldRenditions old;
    private final Map<ObjectKey, CompletableFuture<Outcome>> underWay = new ConcurrentHashMap<>();

    public Renditions(
            BlobStore store,
            ImageCatalog catalog,
            ImageRenderer renderer,
            RenditionDefinitions definitions,
            Executor threads,
            Path spoolFolder,
            InstantSource clock) {
        this.store = store;
        this.catalog = catalog;
        this.renderer = renderer;
        this.threads = threads;
        this.spoolFolder = spoolFolder;
        this.stored = new RecentKeys(clock);
        this.old = new OldRenditions(store, definitions, clock);
    }

    /** The result of {@link #ensure}. */
    public sealed interface Outcome permits Stored, Refused, Undecodable, Gone {}

    /** It is in the store. */
    public record Stored() implements Outcome {}

    /** It can't be made. The detail is a sentence for the client. */
    public record Refused(String detail) implements Outcome {}

    /** The image's pixels can't be decoded. */
    public record Undecodable() implements Outcome {}

    /** Its image was deleted. */
    public record Gone() implements Outcome {}

    /**
     * Makes the rendition unless it is in the store.
     *
     * @throws StorageException when the store or the catalog fails, or too many renditions are being made
     */
    public Outcome ensure(Image image, Rendition rendition) {
        ObjectKey key = rendition.key(image.id());
        if (stored.contains(key)) {
            return new Stored();
        }
        CompletableFuture<Outcome> mine = new CompletableFuture<>();
        CompletableFuture<Outcome> others = underWay.putIfAbsent(key, mine);
        if (others == null) {
            begin(image, rendition, mine);
        }
        return await(others == null ? mine : others);
    }

    private void begin(Image image, Rendition rendition, CompletableFuture<Outcome> result) {
        ObjectKey key = rendition.key(image.id());
        try {
            if (store.stat(key).isPresent()) {
                end(key, result, () -> kept(key));
            } else if (isUndecodable(image)) {
                end(key, result, Undecodable::new);
            } else {
                threads.execute(() -> end(key, result, () -> make(image, rendition)));
            }
        } catch (RuntimeException failure) {
            end(key, result, () -> {
                throw failure instanceof RejectedExecutionException
                        ? new StorageException.Unavailable("Too many renditions are being made", failure)
                        : failure;
            });
        }
    }

    private void end(ObjectKey key, CompletableFuture<Outcome> result, Supplier<Outcome> work) {
        try {
            result.complete(work.get());
        } catch (RuntimeException | Error failure) {
            result.completeExceptionally(failure);
        } finally {
            underWay.remove(key, result);
        }
    }

    private Outcome kept(ObjectKey key) {
        stored.add(key);
        return new Stored();
    }

    private static Outcome await(CompletableFuture<Outcome> result) {
        try {
            return result.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StorageException.Unavailable("Too many renditions are being made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted before a rendition was made", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case StorageException.Unavailable unavailable -> throw new StorageException.Unavailable(
                        String.valueOf(unavailable.getMessage()), unavailable);
                case null, default -> throw new CompletionException(e.getCause());
            }
        }
    }

    private Outcome make(Image image, Rendition rendition) {
        return store.stat(image.originalKey())
                .flatMap(original -> TemporaryCopy.use(
                        store, original, spoolFolder, copy -> render(image, rendition, copy)))
                .orElseGet(() -> missing(image));
    }

    private Outcome render(Image image, Rendition rendition, Content original) {
        return switch (renderer.render(original, image.contentType(), image.dimensions(), rendition)) {
            case Rendering.Rendered(Content content) -> {
                addPlaceholder(image, original);
                yield store(image, rendition, content);
            }
            case Rendering.Refused(String detail) -> new Refused(detail);
            case Rendering.Undecodable _ -> remember(image);
        };
    }

    /** For an image that got none after its upload. */
    private void addPlaceholder(Image image, Content original) {
        if (image.placeholder() == null) {
            try {
                renderer.placeholder(original, image.contentType())
                        .ifPresent(placeholder -> catalog.addPlaceholder(image.id(), placeholder));
            } catch (StorageException failed) {
                // It is made with the next rendition.
            }
        }
    }

    /** Whether this renderer has failed to decode the image before. Another renderer or version tries again. */
    private boolean isUndecodable(Image image) {
        byte[] renderers = renderer.name().getBytes(StandardCharsets.UTF_8);
        Optional<InputStream> note =
                store.open(ObjectKey.undecodable(image.id()), new ByteRange(0, renderers.length + 1L));
        if (note.isEmpty()) {
            return false;
        }
        try (InputStream in = note.get()) {
            return Arrays.equals(in.readAllBytes(), renderers);
        } catch (IOException e) {
            throw new StorageException.Unavailable("The note that an image can't be decoded can't be read", e);
        }
    }

    private Outcome remember(Image image) {
        Content note = Content.of(renderer.name().getBytes(StandardCharsets.UTF_8));
        return put(image, ObjectKey.undecodable(image.id()), note, image.contentType())
                ? new Undecodable()
                : new Gone();
    }

    private Outcome missing(Image image) {
        if (catalog.find(image.id()).isEmpty()) {
            return new Gone();
        }
        throw new StorageException.Corrupted("The object " + image.originalKey() + " is missing", null);
    }

    private Outcome store(Image image, Rendition rendition, Content content) {
        ObjectKey key = rendition.key(image.id());
        if (!put(image, key, content, rendition.format())) {
            return new Gone();
        }
        if (!rendition.definition().isDefault()) {
            old.removeFrom(image.id());
        }
        return kept(key);
    }

    /** Stores an object, and removes it again unless the image still exists. Returns whether it exists. */
    private boolean put(Image image, ObjectKey key, Content content, ContentType type) {
        boolean kept = false;
        try {
            Checksum _ = store.put(key, content, type);
            kept = catalog.find(image.id()).isPresent();
        } finally {
            if (!kept) {
                store.delete(key);
            }
        }
        return kept;
    }
}
