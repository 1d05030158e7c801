package dev.darkroom.bootstrap.crash;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.model.image.SortOrder;
import dev.darkroom.domain.model.trash.TrashPage;
import dev.darkroom.domain.model.trash.TrashRequest;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads all rows of a catalog. */
final class Rows {
    /** Later than the due time of any unfinished work. */
    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private Rows() {}

    /** The rows of all images, by id. */
    static Map<String, ImageState> of(ImageCatalog catalog, Trash trash) {
        Map<String, ImageState> rows = new TreeMap<>();
        @Nullable
        Position after = null;
        do {
            ImagePage page = catalog.list(
                    new PageRequest(ImageFilter.ALL, SortOrder.OLDEST_FIRST, after, PageRequest.MAX_LIMIT));
            for (Image image : page.images()) {
                rows.put(image.id().toString(), new ImageState.Ready(image));
            }
            after = page.next();
        } while (after != null);
        do {
            TrashPage page = trash.list(new TrashRequest(
                    null, SortKey.CREATED_AT, SortOrder.OLDEST_FIRST, after, PageRequest.MAX_LIMIT));
            page.images().forEach(trashed -> rows.put(trashed.id().toString(), trashed));
            after = page.next();
        } while (after != null);
        for (ImageId id : catalog.unfinished(LAST, 10_000)) {
            catalog.state(id).ifPresent(state -> rows.put(id.toString(), state));
        }
        return rows;
    }
}
