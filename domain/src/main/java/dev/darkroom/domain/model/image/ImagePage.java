package dev.darkroom.domain.model.image;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some images of a list in its order.
 *
 * @param images at most as many as were asked for; a page can be short, even empty, without being the last
 * @param next where the following page starts behind, or null after the last page
 */
public record ImagePage(List<Image> images, @Nullable Position next) {
    public ImagePage {
        images = List.copyOf(images);
    }
}
