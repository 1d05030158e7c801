package dev.darkroom.domain.service.upload;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.ObjectPrefix;
import dev.darkroom.domain.port.in.upload.CancelUpload;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Abandonment;

/** Abandons the pending image, then removes its objects. Its row stays until no object can arrive any more. */
public final class CancelUploadService implements CancelUpload {
    private final ImageCatalog catalog;
    private final BlobStore store;

    public CancelUploadService(BlobStore store, ImageCatalog catalog) {
        this.catalog = catalog;
        this.store = store;
    }

    @Override
    public Result cancel(Actor actor, ImageId id) {
        // An upload in one request can't be cancelled: if it fails, it undoes itself.
        boolean mayCancel = catalog.state(id).orElse(null) instanceof ImageState.AwaitingBytes pending
                && actor.mayChange(pending.upload().owner());
        if (!mayCancel || catalog.abandon(id) == Abandonment.NOT_PENDING) {
            return new Result.NotFound();
        }
        store.deleteAll(new ObjectPrefix(id));
        return new Result.Cancelled();
    }
}
