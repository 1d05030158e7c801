package dev.darkroom.domain.model.rendition;

/** The part of a picture that {@link Fit#COVER} keeps. */
public enum Gravity {
    /** The middle. */
    CENTRE,
    /** The part that people probably look at: by edges, skin tones and saturated colours. */
    ATTENTION,
    /** The part with the most different pixels. */
    ENTROPY
}
