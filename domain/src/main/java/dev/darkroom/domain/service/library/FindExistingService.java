package dev.darkroom.domain.service.library;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.UserId;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.object.Checksum;
import dev.darkroom.domain.port.in.library.FindExisting;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Looks for a few images concurrently. */
public final class FindExistingService implements FindExisting {
    private final ImageCatalog catalog;

    public FindExistingService(ImageCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Optional<Map<Checksum, ImageId>> find(Query query) {
        return query.actor().ownerOfNew(query.owner()).map(owner -> find(owner, query));
    }

    private Map<Checksum, ImageId> find(UserId owner, Query query) {
        Map<Checksum, ImageId> found = new HashMap<>();
        BoundedParallel.forEach(query.received(), received -> catalog.findReceived(owner, received).map(Image::id))
                .forEach((received, id) -> id.ifPresent(existing -> found.put(received, existing)));
        return found;
    }
}
