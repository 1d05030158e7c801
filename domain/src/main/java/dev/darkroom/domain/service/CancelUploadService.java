package dev.darkroom.domain.service;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.ImageState;
import dev.darkroom.domain.port.in.CancelUpload;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.ImageCatalog;

/** Abandons the announced image first, then removes its objects, then its row. */
public final class CancelUploadService implements CancelUpload {
    private final ImageCatalog catalog;
    private final ImageRemoval removal;

    public CancelUploadService(BlobStore store, ImageCatalog catalog) {
        this.catalog = catalog;
        this.removal = new ImageRemoval(store, catalog);
    }

    @Override
    public Result cancel(ImageId id) {
        // An upload in one request is not its client's to cancel: it undoes itself.
        boolean isDirect = catalog.state(id).orElse(null) instanceof ImageState.Pending pending
                && pending.directUpload() != null;
        if (!isDirect || !catalog.abandon(id)) {
            return new Result.NotFound();
        }
        removal.finish(id);
        return new Result.Cancelled();
    }
}
