package dev.darkroom.domain.model.image;

/** Who else may see an image. */
public enum Visibility {
    /** Its owner only. */
    PRIVATE,
    /** Everybody. */
    PUBLIC
}
