package dev.darkroom.domain.model.object;

import dev.darkroom.domain.model.ImageId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of one stored object: its image's {@linkplain ObjectPrefix folder} and a plain name in it, such as
 * {@code 11/019ab3f0-7c1e-7d43-9a53-0f4c0e4f8f11/original.jpg}. No path part of a key has a special meaning for a file
 * system.
 *
 * @param name 1–80 of {@code a-z 0-9 . -}, starting with a letter or digit
 */
public record ObjectKey(ObjectPrefix prefix, String name) {
    private static final String OUTDATED = "outdated-";

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,79}");

    /** @throws IllegalArgumentException when the name has another shape */
    public ObjectKey {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("An object's name is 1 to 80 of a-z 0-9 . -, not " + name);
        }
    }

    /** The key of an image's original. */
    public static ObjectKey original(ImageId id, ContentType type) {
        return new ObjectKey(new ObjectPrefix(id), "original." + type.extension());
    }

    /** The key of the bytes of a direct upload until it is completed. */
    public static ObjectKey upload(ImageId id) {
        return new ObjectKey(new ObjectPrefix(id), "upload");
    }

    /** The key of the note that an image can't be decoded. The note contains the name of the renderer that found that. */
    public static ObjectKey undecodable(ImageId id) {
        return new ObjectKey(new ObjectPrefix(id), "undecodable");
    }

    /**
     * The key of the note that an image has renditions of other definitions than these. It is as old as that is known.
     *
     * @param definitions identifies the definitions, in {@code a-z 0-9}
     */
    public static ObjectKey outdated(ImageId id, String definitions) {
        return new ObjectKey(new ObjectPrefix(id), OUTDATED + definitions);
    }

    /** Whether this is the key of a note that {@link #outdated} names. */
    public boolean isOutdatedNote() {
        return name.startsWith(OUTDATED) && name.indexOf('.') < 0;
    }

    /** Parses the text of a key; empty for every text that {@link #value()} does not return. */
    public static Optional<ObjectKey> parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3 || !NAME.matcher(parts[2]).matches()) {
            return Optional.empty();
        }
        return ImageId.parse(parts[1])
                .map(id -> new ObjectKey(new ObjectPrefix(id), parts[2]))
                .filter(key -> key.value().equals(text));
    }

    /** The key as text. */
    public String value() {
        return prefix.value() + name;
    }

    @Override
    public String toString() {
        return value();
    }
}
