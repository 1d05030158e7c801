package dev.darkroom.domain.service;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.ObjectPrefix;
import dev.darkroom.domain.port.out.BlobStore;
import dev.darkroom.domain.port.out.ImageCatalog;

/** The last step of an image's life, for one that is being deleted: first its objects, then its row. Repeatable. */
record ImageRemoval(BlobStore store, ImageCatalog catalog) {
    void finish(ImageId id) {
        store.deleteAll(new ObjectPrefix(id));
        catalog.remove(id);
    }
}
