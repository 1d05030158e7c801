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
        return switch (catalog.state(id).orElse(null)) {
            case ImageState.AwaitingBytes direct when actor.mayChange(direct.upload().owner()) -> abandon(id);
            case ImageState.Receiving upload when actor.mayChange(upload.declared().owner()) -> cancel(upload);
            case ImageState.Pending _,ImageState.Ready _,ImageState.Trashed _, ImageState.Deleting _ ->
                new Result.NotFound();
            case null -> new Result.NotFound();
        };
    }

    private Result cancel(ImageState.Receiving upload) {
        if (isMade(upload)) {
            return forget(upload);
        }
        return switch (abandon(upload.image())) {
            case Result.Cancelled() -> abandon(upload.id());
            // The image became ready in the meantime, or it was removed before.
            case Result.NotFound(), Result.Completed() ->
                isMade(upload) ? forget(upload) : abandon(upload.id());
        };
    }

    private boolean isMade(ImageState.Receiving upload) {
        return catalog.state(upload.image()).flatMap(ImageState::stored).isPresent();
    }

    /** The image stays. The upload exists only to tell its client about it. */
    private Result forget(ImageState.Receiving upload) {
        abandon(upload.id());
        return new Result.Completed();
    }

    private Result abandon(ImageId id) {
        if (catalog.abandon(id) == Abandonment.NOT_PENDING) {
            return new Result.NotFound();
        }
        store.deleteAll(new ObjectPrefix(id));
        return new Result.Cancelled();
    }
}
