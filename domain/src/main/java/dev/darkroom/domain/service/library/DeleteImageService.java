package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.port.in.library.DeleteImage;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.VersionCondition;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Withdraws the image from every list, then removes its objects. Its row stays for {@link
 * dev.darkroom.domain.service.operations.ReconcileService}, because a request may be storing a rendition.
 */
public final class DeleteImageService implements DeleteImage {
    /** Versions start with 1, so no published image has this one. */
    private static final VersionCondition NOT_PUBLISHED = new VersionCondition.Exactly(0);

    private final BlobStore store;
    private final ImageCatalog catalog;
    private final InstantSource clock;

    public DeleteImageService(BlobStore store, ImageCatalog catalog, InstantSource clock) {
        this.store = store;
        this.catalog = catalog;
        this.clock = clock;
    }

    @Override
    public Result delete(Command command) {
        return switch (command.actor()) {
            case Actor.Anyone() -> withdraw(command.id(), VersionCondition.of(command.ifVersion()));
            case Actor.Admin _ -> withdraw(command.id(), VersionCondition.of(command.ifVersion()));
            case Actor.User user -> switch (catalog.find(command.id()).orElse(null)) {
                // An image's owner never changes, so what is read here still holds when it is withdrawn.
                case Image image -> user.mayChange(image.owner())
                        ? withdraw(command.id(), VersionCondition.of(command.ifVersion()))
                        : new Result.NotFound();
                // An image that is published from now on may belong to another user. Objects that an earlier call left are
                // removed.
                case null -> {
                    withdraw(command.id(), NOT_PUBLISHED);
                    yield new Result.NotFound();
                }
            };
        };
    }

    private Result withdraw(ImageId id, VersionCondition condition) {
        return switch (catalog.withdraw(id, condition, clock.instant().truncatedTo(ChronoUnit.MILLIS))) {
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

    private void removeObjects(ImageId id) {
        store.deleteAll(new ObjectPrefix(id));
    }
}
