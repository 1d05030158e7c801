package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.model.trash.Retention;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import dev.darkroom.domain.port.out.catalog.Trash;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Moves the image to the trash. Or withdraws it from every list, then removes its objects. Then its row stays for {@link
 * dev.darkroom.domain.service.operations.ReconcileService}, because a request may be storing a rendition.
 */
public final class DeleteImageService implements DeleteImage {
    /** Versions start with 1, so no published image has this one. */
    private static final VersionCondition NOT_PUBLISHED = new VersionCondition.Exactly(0);

    private final BlobStore store;
    private final ImageCatalog catalog;
    private final Trash trash;
    private final Retention retention;
    private final InstantSource clock;

    public DeleteImageService(
            BlobStore store, ImageCatalog catalog, Trash trash, Retention retention, InstantSource clock) {
        this.store = store;
        this.catalog = catalog;
        this.trash = trash;
        this.retention = retention;
        this.clock = clock;
    }

    @Override
    public Result delete(Command command) {
        return switch (command.actor()) {
            case Actor.Anyone() -> remove(command);
            case Actor.Admin _ -> remove(command);
            case Actor.User user -> switch (catalog.find(command.id()).orElse(null)) {
                // An image's owner never changes, so what is read here still holds when it is removed.
                case Image image -> user.mayChange(image.owner()) ? remove(command) : new Result.NotFound();
                case null -> command.isPermanent() ? discard(command) : removeRest(command.id());
            };
        };
    }

    private Result remove(Command command) {
        VersionCondition condition = VersionCondition.of(command.ifVersion());
        if (command.isPermanent()) {
            Result result = withdraw(command.id(), condition);
            return result instanceof Result.NotFound ? discard(command) : result;
        }
        return retention.hasTrash() ? putInTrash(command.id(), condition) : withdraw(command.id(), condition);
    }

    private Result putInTrash(ImageId id, VersionCondition condition) {
        return switch (trash.put(id, condition, now())) {
            case TRASHED -> new Result.Trashed();
            case VERSION_MISMATCH -> new Result.VersionMismatch();
            case NOT_FOUND -> removeRest(id);
        };
    }

    /** An image that is published from now on may belong to another user. Objects that an earlier call left are removed. */
    private Result removeRest(ImageId id) {
        withdraw(id, NOT_PUBLISHED);
        return new Result.NotFound();
    }

    private Result withdraw(ImageId id, VersionCondition condition) {
        return switch (catalog.withdraw(id, condition, now())) {
            case WITHDRAWN -> {
                removeObjects(id);
                yield new Result.Deleted();
            }
            case ALREADY_DELETING -> {
                // An earlier call may have failed before it removed all objects.
                removeObjects(id);
                yield new Result.NotFound();
            }
            case VERSION_MISMATCH -> new Result.VersionMismatch();
            case NOT_FOUND -> new Result.NotFound();
        };
    }

    private Result discard(Command command) {
        return switch (catalog.state(command.id()).orElse(null)) {
            case ImageState.Trashed trashed when command.actor().mayChange(trashed.image().owner()) ->
                VersionCondition.of(command.ifVersion()).matches(trashed.image())
                        ? discard(trashed)
                        : new Result.VersionMismatch();
            case ImageState.Deleting _ -> removeRest(command.id());
            case null -> new Result.NotFound();
            default -> new Result.NotFound();
        };
    }

    private Result discard(ImageState.Trashed trashed) {
        return switch (trash.discard(trashed, now())) {
            case DONE -> {
                removeObjects(trashed.id());
                yield new Result.Deleted();
            }
            case NOT_TRASHED -> new Result.NotFound();
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private void removeObjects(ImageId id) {
        store.deleteAll(new ObjectPrefix(id));
    }
}
