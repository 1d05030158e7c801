package dev.darkroom.domain.model.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, in the order of the list.
 *
 * @param images at most as many as requested; a page can be short or empty without being the last
 * @param next the position after which the next page starts, or null after the last page
 */
public record ImagePage(List<Image> images, @Nullable Position next) {
    public ImagePage {
        images = List.copyOf(images);
    }
}
