package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.service.content.SpooledObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Copies the bytes that arrived into a temporary file, checks them there, stores the original, publishes the image, and only
 * then removes what arrived: a call that fails anywhere can be repeated.
 *
 * <p>Two calls at once store the same original, because bytes that arrived are never replaced while they are there, and they
 * are there until the image is published, which the row tells.
 */
public final class CompleteUploadService implements CompleteUpload {
    /** How many uploads are checked at once, which with the size of the largest one bounds the disk needed. */
    static final int AT_ONCE = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ImageInspector inspector;
    private final Placeholders placeholders;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final InstantSource clock;
    private final Path spoolFolder;
    private final Quota quota;
    private final Semaphore running = new Semaphore(AT_ONCE, true);

    /**
     * Makes the service.
     *
     * @param spare makes placeholders at once, or rejects the work
     * @param later makes placeholders when there is time, or rejects the work
     * @param spoolFolder an existing folder for the copies while they are checked
     */
    public CompleteUploadService(
            ImageInspector inspector,
            ImageRenderer renderer,
            Executor spare,
            Executor later,
            BlobStore store,
            ImageCatalog catalog,
            InstantSource clock,
            Path spoolFolder,
            Quota quota) {
        this.inspector = inspector;
        this.placeholders = new Placeholders(renderer, store, catalog, spoolFolder, spare, later);
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
        this.spoolFolder = spoolFolder;
        this.quota = quota;
    }

    @Override
    public Result complete(Actor actor, ImageId id) {
        return switch (catalog.state(id).orElse(null)) {
            case ImageState.Ready(Image image) when actor.mayChange(image.owner()) -> completed(image);
            case ImageState.Ready _ -> new Result.NotFound();
            case ImageState.AwaitingBytes pending -> complete(actor, pending);
            case ImageState.Uploading _ -> new Result.NotFound();
            case ImageState.Deleting _ -> new Result.NotFound();
            case null -> new Result.NotFound();
        };
    }

    private Result complete(Actor actor, ImageState.AwaitingBytes pending) {
        DirectUpload upload = pending.upload();
        return !actor.mayChange(upload.owner()) || clock.instant().isAfter(pending.deadline())
                ? new Result.NotFound()
                : inTurn(pending.id(), upload);
    }

    private Result inTurn(ImageId id, DirectUpload upload) {
        try {
            if (!running.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StorageException.Unavailable("Too many direct uploads are being completed", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted before a direct upload was completed", e);
        }
        try {
            return complete(id, upload);
        } finally {
            running.release();
        }
    }

    private Result complete(ImageId id, DirectUpload upload) {
        ObjectKey key = ObjectKey.upload(id);
        Optional<StoredObject> arrived = store.stat(key);
        if (arrived.isEmpty()) {
            return withoutBytes(id);
        }
        if (arrived.get().sizeBytes() != upload.sizeBytes()) {
            return undo(id,
                    new Result.Damaged("%d bytes were declared and %d arrived: start the upload again".formatted(
                            upload.sizeBytes(), arrived.get().sizeBytes())));
        }
        try (SpooledObject copy = new SpooledObject(spoolFolder)) {
            if (!copy.read(store, arrived.get())) {
                return withoutBytes(id);
            }
            // What was read is what was there before the publication only if there has been none.
            return switch (catalog.state(id).orElse(null)) {
                case ImageState.Pending pending -> check(pending, upload, copy);
                case ImageState.Ready(Image image) -> completed(image);
                case ImageState.Deleting _ -> new Result.NotFound();
                case null -> new Result.NotFound();
            };
        }
    }

    /** The bytes are not there yet, or not any more since another call completed the upload. */
    private Result withoutBytes(ImageId id) {
        return switch (catalog.state(id).orElse(null)) {
            case ImageState.Ready(Image image) -> completed(image);
            case ImageState.Pending _ -> new Result.Incomplete();
            case ImageState.Deleting _ -> new Result.NotFound();
            case null -> new Result.NotFound();
        };
    }

    private Result check(ImageState.Pending pending, DirectUpload upload, SpooledObject copy) {
        ImageId id = pending.id();
        return switch (inspector.inspect(copy.content())) {
            case Inspection.Unsupported(String detail) -> undo(id, new Result.Unsupported(detail));
            case Inspection.Damaged(String detail) -> undo(id, new Result.Damaged(detail));
            case Inspection.Accepted accepted -> claim(pending, new ReceivedImage(
                    upload.owner(), upload.filename(), upload.details(), accepted));
        };
    }

    /** It has claimed what was declared, unless there was no quota then; what is stored may be a few bytes more. */
    private Result claim(ImageState.Pending pending, ReceivedImage received) {
        QuotaReservation claim = quota.claim(received.owner(), received.sizeBytes());
        if (claim != null
                && claim.isMoreThan(pending.claim())
                && catalog.claim(pending.id(), claim, quota) instanceof Reservation.QuotaExceeded(long usedBytes)) {
            return new Result.QuotaExceeded(quota.bytes(), usedBytes);
        }
        return store(pending.id(), received);
    }

    private Result store(ImageId id, ReceivedImage received) {
        Placeholders.Attempt placeholder = placeholders.begin(received.accepted());
        Image image = placeholder.describe(
                received.store(store, id, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        return switch (catalog.publish(image)) {
            case PUBLISHED -> {
                placeholders.finish(image, placeholder);
                yield completed(image);
            }
            case NOT_PENDING -> switch (catalog.find(id).orElse(null)) {
                // Another call was faster, with the same bytes.
                case Image other -> completed(other);
                case null -> {
                    // Cancelled or deleted meanwhile: the original that was stored too late must go.
                    store.deleteAll(new ObjectPrefix(id));
                    yield new Result.NotFound();
                }
            };
        };
    }

    /** Also by a repeated call, because the first may have failed just here. */
    private Result completed(Image image) {
        store.delete(ObjectKey.upload(image.id()));
        return new Result.Completed(image);
    }

    private Result undo(ImageId id, Result refusal) {
        if (catalog.abandon(id) == Abandonment.ABANDONED) {
            store.deleteAll(new ObjectPrefix(id));
        }
        return refusal;
    }
}
