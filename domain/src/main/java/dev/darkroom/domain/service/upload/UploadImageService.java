package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.IdGenerator;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import dev.darkroom.domain.service.content.Checksums;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Inspects the content, announces the image, claims the idempotency key, stores the original, and publishes the image, in
 * this order. If a step fails, the row of the announced image says what must be removed.
 */
public final class UploadImageService implements UploadImage {
    private final ImageInspector inspector;
    private final Placeholders placeholders;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final IdempotencyStore keys;
    private final IdGenerator ids;
    private final Duplicates duplicates;
    private final InstantSource clock;
    private final Quota quota;

    /**
     * @param spare makes placeholders at once, or rejects the work
     * @param later makes placeholders from a queue, or rejects the work
     * @param spoolFolder an existing folder for copies of originals while their placeholders are made
     */
    public UploadImageService(
            ImageInspector inspector,
            ImageRenderer renderer,
            Executor spare,
            Executor later,
            Path spoolFolder,
            BlobStore store,
            ImageCatalog catalog,
            IdempotencyStore keys,
            IdGenerator ids,
            InstantSource clock,
            Quota quota) {
        this.inspector = inspector;
        this.placeholders = new Placeholders(renderer, store, catalog, spoolFolder, spare, later);
        this.store = store;
        this.catalog = catalog;
        this.keys = keys;
        this.duplicates = new Duplicates(catalog, keys, clock);
        this.ids = ids;
        this.clock = clock;
        this.quota = quota;
    }

    /**
     * An upload whose content was accepted.
     *
     * @param id of the image that it makes
     * @param startedAt in whole milliseconds: when the image is announced and created
     */
    private record Upload(
            UploadRequest request, ReceivedImage received, Placeholders.Attempt placeholder, ImageId id,
            Instant startedAt) {}

    @Override
    public Result upload(Command command) {
        return command.actor()
                .ownerOfNew(command.owner())
                .map(owner -> uploadOnce(command, owner))
                .orElseGet(Result.NotAllowed::new);
    }

    private Result uploadOnce(Command command, UserId owner) {
        UploadRequest keyed = command.key() == null
                ? new SingleUpload()
                : new IdempotentUpload(keys, catalog, clock, command, command.key(), owner);
        UploadRequest request = command.returnsExisting()
                ? new UniqueUpload(keyed, duplicates, owner, Checksums.of(command.content()))
                : keyed;
        return request.earlierResult().orElseGet(() -> inspect(command, owner, request));
    }

    private Result inspect(Command command, UserId owner, UploadRequest request) {
        return switch (inspector.inspect(command.content())) {
            case Inspection.Unsupported(String detail) -> new Result.Unsupported(detail);
            case Inspection.Damaged(String detail) -> new Result.Damaged(detail);
            case Inspection.Accepted accepted -> announce(begin(
                    request,
                    new ReceivedImage(owner, command.filename(), command.details(), command.content(), accepted)));
        };
    }

    private Upload begin(UploadRequest request, ReceivedImage received) {
        Placeholders.Attempt placeholder = placeholders.begin(received.accepted());
        Instant now = now();
        return new Upload(request, received, placeholder, ids.next(now), now);
    }

    private Result announce(Upload upload) {
        ImageState.Uploading row = new ImageState.Uploading(
                upload.id(),
                upload.startedAt(),
                quota.claim(upload.received().owner(), upload.received().sizeBytes()));
        return switch (orUndo(upload, FailedAt.Catalog::new, () -> catalog.announce(row, quota))) {
            case Reservation.Reserved() -> claimKey(upload);
            case Reservation.QuotaExceeded(long usedBytes) -> quotaExceeded(upload, usedBytes);
            // Nothing is undone: the row, if it is of another upload, must stay.
            case Announcement.IdInUse() -> throw idInUse(upload);
        };
    }

    /** The quota may be used up by an earlier request with the same key. */
    private Result quotaExceeded(Upload upload, long usedBytes) {
        return orUndo(upload, FailedAt.Catalog::new, upload.request()::earlierResult)
                .orElseGet(() -> new Result.QuotaExceeded(quota.bytes(), usedBytes));
    }

    private Result claimKey(Upload upload) {
        Optional<Result> concurrent =
                orUndo(upload, FailedAt.Catalog::new, () -> upload.request().claimKey(upload.id()));
        return concurrent.isPresent() ? withdrawAnnouncement(upload, concurrent.get()) : store(upload);
    }

    /** No object was stored, and no record of a key names the image: its row can be removed at once. */
    private Result withdrawAnnouncement(Upload upload, Result result) {
        return orUndo(upload, FailedAt.Catalog::new, () -> {
            switch (catalog.abandon(upload.id())) {
                case ABANDONED -> catalog.remove(upload.id());
                case NOT_PENDING -> {}
            }
            return result;
        });
    }

    private Result store(Upload upload) {
        Image stored = orUndo(upload, FailedAt.Store::new, () -> upload.received()
                .store(store, upload.id(), upload.startedAt()));
        return orUndo(upload, FailedAt.Catalog::new, () -> publish(upload, stored))
                // Nothing is undone: the row and the objects are those of the other image.
                .orElseThrow(() -> idInUse(upload));
    }

    private static IllegalStateException idInUse(Upload upload) {
        return new IllegalStateException("The id " + upload.id() + " is in use");
    }

    /** Empty if the id belongs to another image. */
    private Optional<Result> publish(Upload upload, Image stored) {
        Image image = upload.placeholder().describe(stored);
        return switch (catalog.publish(image)) {
            case PUBLISHED -> {
                placeholders.finish(image, upload.placeholder());
                yield Optional.of(upload.request().uploaded(image));
            }
            case ID_IN_USE -> Optional.empty();
            case NOT_PENDING -> throw new StorageException.Unavailable(
                    "The upload took too long and was abandoned", null);
        };
    }

    /** The step at which an upload failed. */
    private sealed interface FailedAt {
        Throwable cause();

        /** Announcing or publishing the image, or a step of its idempotency key. */
        record Catalog(Throwable cause) implements FailedAt {}

        /** Storing the original. */
        record Store(Throwable cause) implements FailedAt {}
    }

    private <T> T orUndo(Upload upload, Function<Throwable, FailedAt> step, Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error failure) {
            undo(upload, step.apply(failure));
            throw failure;
        }
    }

    /** Removes at once what the upload left. A reconciliation finds the rest, and objects that are stored late, by the row. */
    private void undo(Upload upload, FailedAt failedAt) {
        try {
            switch (catalog.abandon(upload.id())) {
                case ABANDONED -> removeObjects(upload.id(), failedAt);
                case NOT_PENDING -> undoPublication(upload);
            }
        } catch (StorageException alsoFailed) {
            failedAt.cause().addSuppressed(alsoFailed);
        }
    }

    private void removeObjects(ImageId id, FailedAt failedAt) {
        switch (failedAt) {
            // The client must not wait for the store a second time.
            case FailedAt.Store(StorageException.Unavailable _) -> {}
            case FailedAt.Store _, FailedAt.Catalog _ -> store.deleteAll(new ObjectPrefix(id));
        }
    }

    /** The image may be ready although its client receives a failure: the response of the publication was lost. */
    private void undoPublication(Upload upload) {
        boolean repetitionFindsIt =
                switch (upload.request()) {
                    case IdempotentUpload _, UniqueUpload _ -> catalog.find(upload.id()).isPresent();
                    case SingleUpload _ -> false;
                };
        if (!repetitionFindsIt) {
            switch (catalog.withdraw(upload.id(), VersionCondition.ANY, now())) {
                case WITHDRAWN, ALREADY_DELETING -> store.deleteAll(new ObjectPrefix(upload.id()));
                case NOT_FOUND, VERSION_MISMATCH -> {
                    // Without a row nothing else removes an object that was stored late. An image in the trash keeps its objects.
                    if (catalog.state(upload.id()).isEmpty()) {
                        store.deleteAll(new ObjectPrefix(upload.id()));
                    }
                }
            }
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
