package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.trash.TrashPage;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.archive.Archive.Archived;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes all images of a catalog to a visitor, page by page: first the ready ones, then those in the trash, the oldest first. An image that is
 * restored meanwhile may be missing.
 */
record AllImages(ImageCatalog catalog, Trash trash) {
    void forEach(Consumer<Archived> visitor) {
        @Nullable
        Position after = null;
        do {
            ImagePage page = catalog.list(
                    new PageRequest(ImageFilter.ALL, SortOrder.OLDEST_FIRST, after, PageRequest.MAX_LIMIT));
            page.images().forEach(image -> visitor.accept(new Archived(image, null)));
            after = page.next();
        } while (after != null);
        do {
            TrashPage page = trash.list(new TrashRequest(
                    null, SortKey.CREATED_AT, SortOrder.OLDEST_FIRST, after, PageRequest.MAX_LIMIT));
            page.images().forEach(trashed -> visitor.accept(new Archived(trashed.image(), trashed.trashedAt())));
            after = page.next();
        } while (after != null);
    }

    long count() {
        long[] count = {0};
        forEach(_ -> count[0]++);
        return count[0];
    }
}
