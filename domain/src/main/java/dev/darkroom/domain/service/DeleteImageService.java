package dev.darkroom.domain.service;

import dev.darkroom.domain.port.in.DeleteImage;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.ImageCatalog;
import dev.darkroom.domain.port.out.ImageCatalog.VersionCondition;

/** Withdraws the image from every list first, then removes its objects, then its row. */
public final class DeleteImageService implements DeleteImage {
    private final ImageCatalog catalog;
    private final ImageRemoval removal;

    public DeleteImageService(BlobStore store, ImageCatalog catalog) {
        this.catalog = catalog;
        this.removal = new ImageRemoval(store, catalog);
    }

    @Override
    public Result delete(Command command) {
        VersionCondition condition = command.ifVersion() == null
                ? VersionCondition.ANY
                : new VersionCondition.Exactly(command.ifVersion());
        return switch (catalog.withdraw(command.id(), condition)) {
            case WITHDRAWN -> {
                removal.finish(command.id());
                yield new Result.Deleted();
            }
            case ALREADY_DELETING -> {
                // An earlier call may have failed half-way: after this answer too, the bytes are gone.
                removal.finish(command.id());
                yield new Result.NotFound();
            }
            case VERSION_MISMATCH -> new Result.VersionMismatch();
            case NOT_FOUND -> new Result.NotFound();
        };
    }
}
