package dev.darkroom.domain.model.object;

import dev.darkroom.domain.model.InvalidValueException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The name of a picture on its owner's machine: 1–255 characters (Unicode code points) without path parts, control
 * characters or unpaired surrogates. It is shown and used for downloads. It is never part of an object key.
 */
public record Filename(String value) {
    /** In Unicode code points. */
    public static final int MAX_LENGTH = 255;

    /** @throws InvalidValueException when the text is blank, too long or not clean */
    public Filename {
        if (value.isBlank() || value.codePointCount(0, value.length()) > MAX_LENGTH) {
            throw new InvalidValueException("filename", "must be 1 to 255 characters");
        }
        if (!value.equals(clean(value))) {
            throw new InvalidValueException("filename", "must have no path parts and no control characters");
        }
    }

    /**
     * Removes path parts and control characters from what a client sent; empty when nothing is left.
     *
     * @throws InvalidValueException when what is left is longer than {@link #MAX_LENGTH}
     */
    public static Optional<Filename> from(String sent) {
        String clean = clean(sent);
        return clean.isEmpty() ? Optional.empty() : Optional.of(new Filename(clean));
    }

    /** The name of a picture that was uploaded without one. */
    public static Filename defaultFor(ContentType type) {
        return new Filename("image." + type.extension());
    }

    /**
     * The name under which a file of the type is saved: its extension is one of the type, so that no system runs a picture
     * as a program. {@code kite.png} becomes {@code kite.jpg}, and {@code kite.exe} becomes {@code kite.exe.jpg}.
     */
    public Filename as(ContentType type) {
        int dot = value.lastIndexOf('.');
        String extension = value.substring(dot + 1);
        if (dot > 0 && type.hasExtension(extension)) {
            return this;
        }
        boolean isOther = dot > 0 && Arrays.stream(ContentType.values()).anyMatch(any -> any.hasExtension(extension));
        return ending("." + type.extension(), isOther ? value.substring(0, dot) : value);
    }

    /**
     * The name under which a rendition of the picture is saved: that of {@code kite.png} may be {@code kite-small.webp}.
     *
     * @param rendition the name of the rendition
     */
    public Filename of(String rendition, ContentType format) {
        String ending = "-" + rendition + "." + format.extension();
        int dot = value.lastIndexOf('.');
        return ending(ending, dot > 0 ? value.substring(0, dot) : value);
    }

    private static Filename ending(String ending, String stem) {
        int room = Math.min(stem.codePointCount(0, stem.length()), MAX_LENGTH - ending.length());
        return new Filename(stem.substring(0, stem.offsetByCodePoints(0, room)) + ending);
    }

    private static String clean(String sent) {
        String lastPart = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        StringBuilder kept = new StringBuilder(lastPart.length());
        lastPart.codePoints().filter(Filename::isShown).forEach(kept::appendCodePoint);
        String name = kept.toString().strip();
        return name.equals(".") || name.equals("..") ? "" : name;
    }

    /** Format characters stay, because they join emoji; only bidirectional overrides can make a name look like another. */
    private static boolean isShown(int codePoint) {
        return !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.SURROGATE
                && Character.getType(codePoint) != Character.LINE_SEPARATOR
                && Character.getType(codePoint) != Character.PARAGRAPH_SEPARATOR
                && !isBidirectionalControl(codePoint);
    }

    private static boolean isBidirectionalControl(int codePoint) {
        return (codePoint >= 0x202A && codePoint <= 0x202E) || (codePoint >= 0x2066 && codePoint <= 0x2069);
    }

    @Override
    public String toString() {
        return value;
    }
}
