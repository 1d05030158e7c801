package dev.darkroom.domain.model.image;

/** The direction of a list along the time of creation. */
public enum SortOrder {
    NEWEST_FIRST,
    OLDEST_FIRST
}
