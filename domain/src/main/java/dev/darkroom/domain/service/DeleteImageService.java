package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Actor;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.ObjectPrefix;
import dev.darkroom.domain.port.in.DeleteImage;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.ImageCatalog;
import dev.darkroom.domain.port.out.ImageCatalog.VersionCondition;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Withdraws the image from every list first, then removes its objects. Its row stays for {@link ReconcileService}: somebody
 * may just be storing a rendition.
 */
public final class DeleteImageService implements DeleteImage {
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
        return isSomebodyElses(command) ? new Result.NotFound() : withdraw(command);
    }

    /** An image's owner never changes, so what is read here still holds when it is withdrawn. */
    private boolean isSomebodyElses(Command command) {
        return switch (command.actor()) {
            case Actor.Anyone() -> false;
            case Actor.Admin _ -> false;
            case Actor.User user -> catalog.find(command.id())
                    .map(image -> !user.mayChange(image.owner()))
                    .orElse(false);
        };
    }

    private Result withdraw(Command command) {
        VersionCondition condition = command.ifVersion() == null
                ? VersionCondition.ANY
                : new VersionCondition.Exactly(command.ifVersion());
        return switch (catalog.withdraw(command.id(), condition, clock.instant().truncatedTo(ChronoUnit.MILLIS))) {
            case WITHDRAWN -> {
                removeObjects(command.id());
                yield new Result.Deleted();
            }
            case ALREADY_DELETING -> {
                // An earlier call may have failed half-way: after this answer too, the bytes are gone.
                removeObjects(command.id());
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
