package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.StorageException;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.quota.Quota;
import dev.darkroom.domain.model.upload.IdempotencyKey;
import dev.darkroom.domain.port.in.upload.UploadImage;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.IdGenerator;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Announcement;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Reservation;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.idempotency.IdempotencyStore;
import dev.darkroom.domain.port.out.imaging.ImageInspector;
import dev.darkroom.domain.port.out.imaging.ImageInspector.Inspection;
import dev.darkroom.domain.port.out.imaging.ImageRenderer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Announces the image, stores its bytes, publishes it, in this order: whatever fails in between, the row tells what to
 * clean up.
 */
public final class UploadImageService implements UploadImage {
    private final ImageInspector inspector;
    private final Placeholders placeholders;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final IdempotencyStore keys;
    private final IdGenerator ids;
    private final InstantSource clock;
    private final Quota quota;

    /**
     * Makes the service.
     *
     * @param spare makes placeholders at once, or rejects the work
     * @param later makes placeholders when there is time, or rejects the work
     * @param spoolFolder for copies of pictures while their placeholders are made
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
        this.ids = ids;
        this.clock = clock;
        this.quota = quota;
    }

    @Override
    public Result upload(Command command) {
        return command.actor()
                .ownerOfNew(command.owner())
                .map(owner -> upload(command, owner))
                .orElseGet(Result.NotAllowed::new);
    }

    private Result upload(Command command, UserId owner) {
        IdempotencyKey key = command.key();
        if (key == null) {
            return upload(command, owner, null);
        }
        IdempotentUpload keyed = new IdempotentUpload(keys, catalog, clock, command, key, owner);
        return keyed.earlier().orElseGet(() -> upload(command, owner, keyed));
    }

    private Result upload(Command command, UserId owner, @Nullable IdempotentUpload keyed) {
        return switch (inspector.inspect(command.content())) {
            case Inspection.Unsupported(String detail) -> new Result.Unsupported(detail);
            case Inspection.Damaged(String detail) -> new Result.Damaged(detail);
            case Inspection.Accepted accepted -> store(
                    new ReceivedImage(owner, command.filename(), command.details(), accepted), keyed);
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private Result store(ReceivedImage received, @Nullable IdempotentUpload keyed) {
        Placeholders.Attempt placeholder = placeholders.begin(received.accepted());
        Instant now = now();
        ImageId id = ids.next(now);
        boolean storing = false;
        try {
            Announcement announcement = announce(id, now, received);
            if (announcement instanceof Announcement.IdInUse) {
                throw new IllegalStateException("The image " + id + " was announced before");
            }
            if (announcement instanceof Reservation.QuotaExceeded(long usedBytes)) {
                Result noRoom = new Result.QuotaExceeded(quota.bytes(), usedBytes);
                // The room may be that of another request with the same key.
                return keyed == null ? noRoom : keyed.earlier().orElse(noRoom);
            }
            Optional<Result> faster = keyed == null ? Optional.empty() : keyed.claim(id);
            if (faster.isPresent()) {
                takeBack(id);
                return faster.get();
            }
            storing = true;
            Image stored = received.store(store, id, now);
            storing = false;
            Image image = placeholder.describe(stored);
            return switch (catalog.publish(image)) {
                case PUBLISHED -> {
                    placeholders.finish(image, placeholder);
                    yield keyed == null ? new Result.Uploaded(image) : keyed.answer(image);
                }
                case NOT_PENDING -> throw new StorageException.Unavailable(
                        "The upload took too long and was given up", null);
            };
        } catch (RuntimeException | Error failure) {
            boolean outOfReach = storing && failure instanceof StorageException.Unavailable;
            undo(id, keyed != null, outOfReach, failure);
            throw failure;
        }
    }

    private Announcement announce(ImageId id, Instant createdAt, ReceivedImage received) {
        return catalog.announce(
                new ImageState.Uploading(id, createdAt).claiming(quota.claim(received.owner(), received.sizeBytes())),
                quota);
    }

    /** Nobody knows of the announcement, and there are no bytes. */
    private void takeBack(ImageId id) {
        if (catalog.abandon(id) == Abandonment.ABANDONED) {
            catalog.remove(id);
        }
    }

    /**
     * Removes at once what the failed upload left. What arrives later, or fails here too, is found by the row.
     *
     * @param mayBeRepeated whether its client repeats it, and may have been told by now that it was stored
     * @param outOfReach whether it was the store that failed: its client is not to wait for that again
     */
    private void undo(ImageId id, boolean mayBeRepeated, boolean outOfReach, Throwable failure) {
        try {
            if (catalog.abandon(id) == Abandonment.ABANDONED) {
                if (outOfReach) {
                    return;
                }
            } else {
                // A publication whose answer was lost may have made it ready, although its client is told that it failed.
                if (mayBeRepeated && catalog.find(id).isPresent()) {
                    return;
                }
                catalog.withdraw(id, VersionCondition.ANY, now());
            }
            store.deleteAll(new ObjectPrefix(id));
        } catch (StorageException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
    }
}
