package dev.darkroom.domain.model.trash;

import dev.darkroom.domain.model.image.ImageState;
import dev.darkroom.domain.model.image.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of the trash, in the order of the request.
 *
 * @param images at most as many as requested; a page can be short or empty without being the last
 * @param next the position after which the next page starts, or null after the last page
 */
public record TrashPage(List<ImageState.Trashed> images, @Nullable Position next) {
    public TrashPage {
        images = List.copyOf(images);
    }
}
