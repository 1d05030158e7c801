package dev.darkroom.domain.model;

/** What a browser does with an object that it fetches (RFC 6266). */
public sealed interface Disposition {
    /** Shows it. */
    record Inline() implements Disposition {}

    /** Saves it under this name. */
    record Attachment(Filename filename) implements Disposition {}

    Disposition INLINE = new Inline();
}
