package dev.darkroom.adapter.archive;

/** Texts of strangers, made fit for a terminal. */
final class Printable {
    /** In UTF-16 code units. */
    private static final int MAX_LENGTH = 200;

    private Printable() {}

    /** The text, not longer than a line, with a question mark in place of whatever could move a cursor. */
    static String of(String text) {
        String start = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
        return start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }
}
