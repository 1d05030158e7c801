package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.DirectUpload;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.object.StoredObject;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.in.upload.CompleteUpload;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.service.content.TemporaryCopy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Copies the bytes that arrived into a temporary file, inspects the copy, stores the original, publishes the image, and
 * removes the bytes that arrived, in this order. A call that fails at any step can be repeated.
 *
 * <p>Concurrent calls store the same original: bytes that arrived can't be replaced, and they stay until the image is
 * published.
 */
public final class CompleteUploadService implements CompleteUpload {
    /** How many uploads are completed at once. Times the size of the largest upload, this limits the disk space in use. */
    public static final int AT_ONCE = 4;

    private static final Duration PERMIT_TIMEOUT = Duration.ofSeconds(15);

    private final ImageInspector inspector;
    private final Placeholders placeholders;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final InstantSource clock;
    private final Path spoolFolder;
    private final Quota quota;
    private final Semaphore permits = new Semaphore(AT_ONCE, true);

    /**
     * @param spare makes placeholders at once, or rejects the work
     * @param later makes placeholders from a queue, or rejects the work
     * @param spoolFolder an existing folder for the copies
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
            case ImageState.AwaitingBytes pending when isOpen(pending, actor) -> completeInTurn(pending);
            case ImageState.Ready _,ImageState.Pending _, ImageState.Deleting _ -> new Result.NotFound();
            case null -> new Result.NotFound();
        };
    }

    private boolean isOpen(ImageState.AwaitingBytes pending, Actor actor) {
        return actor.mayChange(pending.upload().owner()) && !clock.instant().isAfter(pending.deadline());
    }

    private Result completeInTurn(ImageState.AwaitingBytes pending) {
        acquirePermit();
        try {
            return findBytes(pending);
        } finally {
            permits.release();
        }
    }

    private void acquirePermit() {
        try {
            if (!permits.tryAcquire(PERMIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StorageException.Unavailable("Too many direct uploads are being completed", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted before a direct upload was completed", e);
        }
    }

    private Result findBytes(ImageState.AwaitingBytes pending) {
        return switch (store.stat(ObjectKey.upload(pending.id())).orElse(null)) {
            case StoredObject arrived when arrived.sizeBytes() == pending.upload().sizeBytes() ->
                copy(pending, arrived);
            case StoredObject arrived -> refuse(
                    pending.id(),
                    new Result.Damaged("%d bytes were declared and %d arrived: start the upload again".formatted(
                            pending.upload().sizeBytes(), arrived.sizeBytes())));
            case null -> withoutBytes(pending.id());
        };
    }

    private Result copy(ImageState.AwaitingBytes pending, StoredObject arrived) {
        return TemporaryCopy.use(store, arrived, spoolFolder, copy -> confirm(pending, copy))
                .orElseGet(() -> withoutBytes(pending.id()));
    }

    /** The copy has the bytes that every call for this upload reads only if the image was still pending after it was read. */
    private Result confirm(ImageState.AwaitingBytes earlier, Content copy) {
        return switch (catalog.state(earlier.id()).orElse(null)) {
            case ImageState.AwaitingBytes pending -> inspect(pending, copy);
            case ImageState.Ready(Image image) -> completed(image);
            case ImageState.Uploading _, ImageState.Deleting _ -> new Result.NotFound();
            case null -> new Result.NotFound();
        };
    }

    /** The bytes have not arrived, or a concurrent call completed the upload and removed them. */
    private Result withoutBytes(ImageId id) {
        return switch (catalog.state(id).orElse(null)) {
            case ImageState.Ready(Image image) -> completed(image);
            case ImageState.Pending _ -> new Result.Incomplete();
            case ImageState.Deleting _ -> new Result.NotFound();
            case null -> new Result.NotFound();
        };
    }

    private Result inspect(ImageState.AwaitingBytes pending, Content copy) {
        DirectUpload upload = pending.upload();
        return switch (inspector.inspect(copy)) {
            case Inspection.Unsupported(String detail) -> refuse(pending.id(), new Result.Unsupported(detail));
            case Inspection.Damaged(String detail) -> refuse(pending.id(), new Result.Damaged(detail));
            case Inspection.Accepted accepted -> reserve(
                    pending, new ReceivedImage(upload.owner(), upload.filename(), upload.details(), accepted));
        };
    }

    /**
     * The declared size is reserved already, unless there was no quota when the upload was started. The original may be a few
     * bytes larger.
     */
    private Result reserve(ImageState.AwaitingBytes pending, ReceivedImage received) {
        QuotaReservation claim = quota.claim(received.owner(), received.sizeBytes());
        if (claim == null || !claim.isMoreThan(pending.claim())) {
            return store(pending.id(), received);
        }
        return switch (catalog.claim(pending.id(), claim, quota)) {
            case Reservation.Reserved() -> store(pending.id(), received);
            case Reservation.QuotaExceeded(long usedBytes) -> new Result.QuotaExceeded(quota.bytes(), usedBytes);
        };
    }

    private Result store(ImageId id, ReceivedImage received) {
        Placeholders.Attempt placeholder = placeholders.begin(received.accepted());
        Image stored = received.store(store, id, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        return publish(placeholder.describe(stored), placeholder);
    }

    private Result publish(Image image, Placeholders.Attempt placeholder) {
        return switch (catalog.publish(image)) {
            case PUBLISHED -> {
                placeholders.finish(image, placeholder);
                yield completed(image);
            }
            case NOT_PENDING -> gone(image.id());
            // A concurrent call published it, with the same bytes.
            case ID_IN_USE -> catalog.find(image.id()).map(this::completed).orElseGet(() -> gone(image.id()));
        };
    }

    /** Cancelled or deleted while this call stored the original, which would stay otherwise. */
    private Result gone(ImageId id) {
        store.deleteAll(new ObjectPrefix(id));
        return new Result.NotFound();
    }

    /** Removes the bytes that arrived: in a repeated call too, because the first call may have failed before. */
    private Result completed(Image image) {
        store.delete(ObjectKey.upload(image.id()));
        return new Result.Completed(image);
    }

    private Result refuse(ImageId id, Result refusal) {
        switch (catalog.abandon(id)) {
            case ABANDONED -> store.deleteAll(new ObjectPrefix(id));
            case NOT_PENDING -> {}
        }
        return refusal;
    }
}
