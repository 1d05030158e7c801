package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Actor;
import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.ImageState;
import dev.darkroom.domain.model.ObjectPrefix;
import dev.darkroom.domain.port.in.CancelUpload;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.ImageCatalog;

/** Abandons the announced image first, then removes its objects; its row stays until no object can arrive any more. */
public final class CancelUploadService implements CancelUpload {
    private final ImageCatalog catalog;
    private final BlobStore store;

    public CancelUploadService(BlobStore store, ImageCatalog catalog) {
        this.catalog = catalog;
        this.store = store;
    }

    @Override
    public Result cancel(Actor actor, ImageId id) {
        // An upload in one request is not its client's to cancel: it undoes itself.
        boolean isTheirs = catalog.state(id).orElse(null) instanceof ImageState.Pending pending
                && pending.directUpload() != null
                && actor.mayChange(pending.directUpload().owner());
        if (!isTheirs || !catalog.abandon(id)) {
            return new Result.NotFound();
        }
        store.deleteAll(new ObjectPrefix(id));
        return new Result.Cancelled();
    }
}
