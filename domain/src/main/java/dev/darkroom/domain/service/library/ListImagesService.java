package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.image.ImageFilter;
import dev.darkroom.domain.model.image.ImagePage;
import dev.darkroom.domain.model.image.PageRequest;
import dev.darkroom.domain.model.image.Position;
import dev.darkroom.domain.model.image.SortKey;
import dev.darkroom.domain.port.in.library.ListImages;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.ImageCatalog.Ability;
import dev.darkroom.domain.port.out.security.SigningKeys;
import java.util.List;
import java.util.Optional;

/** Pages through the catalog with signed cursors. */
public final class ListImagesService implements ListImages {
    private final ImageCatalog catalog;
    private final SigningKeys keys;

    /** @param keys read only for a cursor, so that the service can start while the storage is unavailable */
    public ListImagesService(ImageCatalog catalog, SigningKeys keys) {
        this.catalog = catalog;
        this.keys = keys;
    }

    @Override
    public Result list(Query query) {
        if (query.words() != null && !catalog.abilities().contains(Ability.SEARCH)) {
            return new Result.SearchUnsupported();
        }
        if (query.sortKey() == SortKey.TAKEN_AT && !catalog.abilities().contains(Ability.TAKEN_ORDER)) {
            return new Result.OrderUnsupported();
        }
        return query.actor()
                .restrict(query.filter())
                .map(filter -> list(query, filter))
                .orElseGet(() -> new Result.Page(List.of(), null));
    }

    private Result list(Query query, ImageFilter filter) {
        PageRequest first =
                new PageRequest(filter, query.words(), query.sortKey(), query.order(), null, query.limit());
        PageRequest request = first;
        if (query.cursor() != null) {
            Optional<Position> position = cursors().decode(query.cursor(), first);
            if (position.isEmpty()) {
                return new Result.InvalidCursor();
            }
            request = first.startingAfter(position.get());
        }
        ImagePage page = catalog.list(request);
        Position next = page.next();
        return new Result.Page(page.images(), next == null ? null : cursors().encode(next, first));
    }

    private CursorCodec cursors() {
        return new CursorCodec(keys.key("cursor"));
    }
}
