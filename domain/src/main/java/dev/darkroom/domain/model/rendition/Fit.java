package dev.darkroom.domain.model.rendition;

/** How a picture fits the width and height of a rendition. It keeps its proportions, and is never enlarged. */
public enum Fit {
    /** Whole, and at most as large. */
    INSIDE,
    /** As large, and cropped. Smaller on a side that the picture does not fill. */
    COVER,
    /** Whole, on a canvas of exactly that size: transparent, or white in a JPEG. */
    CONTAIN
}
