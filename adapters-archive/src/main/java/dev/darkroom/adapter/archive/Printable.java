package dev.darkroom.adapter.archive;

/** Makes text from an archive safe for a terminal. */
final class Printable {
    /** In UTF-16 code units. */
    private static final int MAX_LENGTH = 200;

    private Printable() {}

    /** Returns the start of the text, with a question mark for each character that could control a terminal. */
    static String of(String text) {
        String start = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
        return start.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
    }
}
