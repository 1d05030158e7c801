package dev.darkroom.domain.model.image;

/** The time by which a list is sorted. It never changes for an image. */
public enum SortKey {
    /** When the image was stored. */
    CREATED_AT,
    /** {@linkplain Image#takenTime() When the picture was taken}, or when it was stored if that is unknown. */
    TAKEN_AT
}
