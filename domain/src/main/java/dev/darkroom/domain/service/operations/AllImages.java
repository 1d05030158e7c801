package dev.darkroom.domain.service.operations;

import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes all images of a catalog to a visitor, the oldest first, page by page. */
final class AllImages {
    private AllImages() {}

    static void of(ImageCatalog catalog, Consumer<Image> visitor) {
        @Nullable
        Position after = null;
        do {
            ImagePage page = catalog.list(
                    new PageRequest(ImageFilter.ALL, SortOrder.OLDEST_FIRST, after, PageRequest.MAX_LIMIT));
            page.images().forEach(visitor);
            after = page.next();
        } while (after != null);
    }

    static long count(ImageCatalog catalog) {
        long[] count = {0};
        of(catalog, _ -> count[0]++);
        return count[0];
    }
}
