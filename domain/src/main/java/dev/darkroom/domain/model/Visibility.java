package dev.darkroom.domain.model;

/** Who else may see an image. */
public enum Visibility {
    /** Its owner only. */
    PRIVATE,
    /** Everybody. */
    PUBLIC
}
