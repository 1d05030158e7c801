package dev.darkroom.domain.model.image;

/** Who may see an image. */
public enum Visibility {
    /** Its owner and admins. */
    PRIVATE,
    /** Everybody. */
    PUBLIC
}
