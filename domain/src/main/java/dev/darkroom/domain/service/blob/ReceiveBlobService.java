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
 * Verifies the URL, then checks that the upload awaits its bytes. It is for a store that only one process uses: the set of keys
 * that are being written then ensures that an object is never replaced.
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
            // The upload may have changed since the URL was verified. The object is read first: if it does not exist and the
            // image is pending afterwards, the upload was not completed.
            if (store.stat(key).isPresent()) {
                return Writing.ALREADY_THERE;
            }
            if (!isAwaited(id)) {
                return Writing.NOT_FOUND;
            }
            store.put(key, content, granted.contentType());
            // Pending, or completed already.
            if (isAwaited(id) || catalog.find(id).isPresent()) {
                return Writing.STORED;
            }
            // Cancelled while the bytes were being stored, perhaps after the upload's objects were removed.
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
