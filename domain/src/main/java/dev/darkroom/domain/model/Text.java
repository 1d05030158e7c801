package dev.darkroom.domain.model;

/** Rules for stored texts. */
public final class Text {
    private Text() {}

    /** Whether the text has no control characters and no unpaired surrogates, which UTF-8 can't represent. */
    public static boolean isPlain(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || isUnpairedSurrogate(c));
    }

    /** As {@link #isPlain}, but with line breaks and tabs. */
    public static boolean isPlainProse(String text) {
        return text.codePoints()
                .noneMatch(c -> (Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')
                        || isUnpairedSurrogate(c));
    }

    private static boolean isUnpairedSurrogate(int codePoint) {
        return Character.getType(codePoint) == Character.SURROGATE;
    }
}
