package dev.darkroom.domain.service;

import dev.darkroom.domain.model.Image;
import dev.darkroom.domain.model.ImageFilter;
import dev.darkroom.domain.model.ImagePage;
import dev.darkroom.domain.model.PageRequest;
import dev.darkroom.domain.model.Position;
import dev.darkroom.domain.model.SortOrder;
import dev.darkroom.domain.port.out.ImageCatalog;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Walks over all images of a catalogue, the oldest first, page by page. */
final class EveryImage {
    private EveryImage() {}

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
