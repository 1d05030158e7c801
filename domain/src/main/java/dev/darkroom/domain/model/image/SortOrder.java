package dev.darkroom.domain.model.image;

/** The order of a list, by the time of its {@link SortKey}. */
public enum SortOrder {
    NEWEST_FIRST,
    OLDEST_FIRST
}
