package dev.darkroom.domain.model.object;

/** The size of a picture in pixels as it is displayed, that is after its orientation is applied. Both are at least 1. */
public record Dimensions(int width, int height) {
    /** @throws IllegalArgumentException when a side is less than 1 */
    public Dimensions {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("A picture has at least one pixel, not " + width + "×" + height);
        }
    }

    /** The number of pixels, which for the largest sides does not fit an {@code int}. */
    public long pixels() {
        return (long) width * height;
    }
}
