package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageDetails;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.Filename;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.quota.QuotaReservation;
import dev.darkroom.domain.port.in.upload.CompleteUpload.Result;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.service.content.Checksums;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes images of bytes that are in the store already: inspects a copy of them, stores the original, and publishes the image, in this order.
 * A call that fails at any step can be repeated. Thread-safe.
 *
 * @param spoolFolder an existing folder for the copies
 * @param permits as many as copies may exist at once
 */
record Completion(
        ImageInspector inspector, Placeholders placeholders, BlobStore store, ImageCatalog catalog,
        Duplicates duplicates, InstantSource clock,
        Path spoolFolder, Quota quota, Semaphore permits) {
    private static final Duration PERMIT_TIMEOUT = Duration.ofSeconds(15);

    /** Runs work that copies an upload, when it is its turn. */
    Result inTurn(Supplier<Result> work) {
        acquirePermit();
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }

    private void acquirePermit() {
        try {
            if (!permits.tryAcquire(PERMIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StorageException.Unavailable("Too many uploads are being completed", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException.Unavailable("Interrupted before an upload was completed", e);
        }
    }

    /**
     * Makes the image. If the bytes fail a check, the image is abandoned and its objects are removed.
     *
     * @param pending the state of the image
     * @param copy of all bytes that the client sent
     * @param unlessExisting the id of the upload that returns an existing image of the same bytes; null to make an image in any case
     */
    Result complete(
            ImageState.Pending pending, UserId owner, @Nullable Filename filename, ImageDetails details, Content copy,
            @Nullable ImageId unlessExisting) {
        return unlessExisting == null
                ? inspect(pending, owner, filename, details, copy)
                : switch (duplicates.claim(owner, Checksums.of(copy), pending.id())) {
                    case Duplicates.Claim.Claimed() -> inspect(pending, owner, filename, details, copy);
                    case Duplicates.Claim.Existing(Image image) -> {
                        duplicates.remember(unlessExisting, image);
                        yield refuse(pending.id(), new Result.Existing(image));
                    }
                    case Duplicates.Claim.InFlight() -> throw new StorageException.Unavailable(
                            "Another upload of the same picture is in progress", null);
                };
    }

    private Result inspect(
            ImageState.Pending pending, UserId owner, @Nullable Filename filename, ImageDetails details, Content copy) {
        return switch (inspector.inspect(copy)) {
            case Inspection.Unsupported(String detail) -> refuse(pending.id(), new Result.Unsupported(detail));
            case Inspection.Damaged(String detail) -> refuse(pending.id(), new Result.Damaged(detail));
            case Inspection.Accepted accepted ->
                reserve(pending, new ReceivedImage(owner, filename, details, copy, accepted));
        };
    }

    /**
     * The declared size is reserved already, unless there was no quota when the upload was started. The original may be a few
     * bytes larger.
     */
    private Result reserve(ImageState.Pending pending, ReceivedImage received) {
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
                yield new Result.Completed(image);
            }
            case NOT_PENDING -> gone(image.id());
            // A concurrent call published it, with the same bytes.
            case ID_IN_USE -> catalog.find(image.id()).<Result>map(Result.Completed::new)
                    .orElseGet(() -> gone(image.id()));
        };
    }

    /** Cancelled or deleted while this call stored the original, which would stay otherwise. */
    private Result gone(ImageId id) {
        store.deleteAll(new ObjectPrefix(id));
        return new Result.NotFound();
    }

    /** Abandons the image and removes its objects. */
    Result refuse(ImageId id, Result refusal) {
        switch (catalog.abandon(id)) {
            case ABANDONED -> store.deleteAll(new ObjectPrefix(id));
            case NOT_PENDING -> {}
        }
        return refusal;
    }
}
