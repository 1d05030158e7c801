package dev.darkroom.domain.model;

/** What a single stored text may be made of. */
public final class Text {
    private Text() {}

    /** No control characters and no unpaired surrogates, which no store could keep as UTF-8. */
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
