package dev.darkroom.domain.model.image;

/** The order of a list, by time of creation. */
public enum SortOrder {
    NEWEST_FIRST,
    OLDEST_FIRST
}
