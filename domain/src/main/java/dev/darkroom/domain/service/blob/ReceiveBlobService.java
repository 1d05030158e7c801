package dev.darkroom.domain.service.blob;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.port.in.blob.FetchBlob;
import dev.darkroom.domain.port.in.blob.ReceiveBlob;
import dev.darkroom.domain.port.out.blob.BlobStore;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier;
import dev.darkroom.domain.port.out.blob.SignedLinkVerifier.Verification;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the verifier, then whether somebody waits for the bytes. It is for a store that one process has for itself: there one
 * set of the keys that are being written is enough for an object never to be replaced.
 */
public final class ReceiveBlobService implements ReceiveBlob {
    private final SignedLinkVerifier verifier;
    private final BlobStore store;
    private final ImageCatalog catalog;
    private final Set<ObjectKey> beingWritten = ConcurrentHashMap.newKeySet();

    public ReceiveBlobService(SignedLinkVerifier verifier, BlobStore store, ImageCatalog catalog) {
        this.verifier = verifier;
        this.store = store;
        this.catalog = catalog;
    }

    @Override
    public Result receive(FetchBlob.Query query) {
        return switch (verifier.verify(query.objectKey(), query.parameters())) {
            case Verification.Forged() -> new Result.Forged();
            case Verification.Granted _ -> new Result.Forged();
            case Verification.Expired() -> new Result.Expired();
            case Verification.UploadGranted granted -> receive(granted);
        };
    }

    private Result receive(Verification.UploadGranted granted) {
        if (!isAwaited(granted.key().prefix().imageId())) {
            return new Result.NotFound();
        }
        return store.stat(granted.key()).isPresent()
                ? new Result.AlreadyThere()
                : new Result.Granted(
                        granted.contentType(),
                        granted.sizeBytes(),
                        content -> write(granted, content));
    }

    private Writing write(Verification.UploadGranted granted, Content content) {
        ObjectKey key = granted.key();
        ImageId id = key.prefix().imageId();
        if (!beingWritten.add(key)) {
            return Writing.ALREADY_THERE;
        }
        try {
            // Time has passed since the address was checked. The object is asked for first: one that is not there, of an image
            // that is still awaited, has not been completed and removed.
            if (store.stat(key).isPresent()) {
                return Writing.ALREADY_THERE;
            }
            if (!isAwaited(id)) {
                return Writing.NOT_FOUND;
            }
            store.put(key, content, granted.contentType());
            // Awaited still, or completed already.
            if (isAwaited(id) || catalog.find(id).isPresent()) {
                return Writing.STORED;
            }
            // Cancelled while they were being stored, perhaps after the upload's objects were removed.
            store.deleteAll(key.prefix());
            return Writing.NOT_FOUND;
        } finally {
            beingWritten.remove(key);
        }
    }

    private boolean isAwaited(ImageId id) {
        return catalog.state(id).orElse(null) instanceof ImageState.Pending;
    }
}
