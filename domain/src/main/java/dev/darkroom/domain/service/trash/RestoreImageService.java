package dev.darkroom.domain.service.trash;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.access.Actor;
import dev.darkroom.domain.model.image.Image;
import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.port.in.trash.RestoreImage;
import dev.darkroom.domain.port.out.catalog.ImageCatalog;
import dev.darkroom.domain.port.out.catalog.Trash;
import dev.darkroom.domain.port.out.catalog.Trash.Exit;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Restores by the state that the catalog has. */
public final class RestoreImageService implements RestoreImage {
    private final ImageCatalog catalog;
    private final Trash trash;
    private final InstantSource clock;

    public RestoreImageService(ImageCatalog catalog, Trash trash, InstantSource clock) {
        this.catalog = catalog;
        this.trash = trash;
        this.clock = clock;
    }

    @Override
    public Optional<Image> restore(Actor actor, ImageId id) {
        return switch (catalog.state(id).orElse(null)) {
            case ImageState.Trashed trashed when actor.mayChange(trashed.image().owner()) ->
                trash.restore(trashed, clock.instant().truncatedTo(ChronoUnit.MILLIS)) == Exit.DONE
                        ? Optional.of(trashed.image())
                        : catalog.find(id);
            case ImageState.Ready(Image image) when actor.mayChange(image.owner()) -> Optional.of(image);
            case null -> Optional.empty();
            default -> Optional.empty();
        };
    }
}
