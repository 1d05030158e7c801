package dev.darkroom.domain.model;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The identity of an image: a UUIDv7 (RFC 9562, section 5.7), so that ids made later sort later. Clients treat the text
 * as opaque.
 */
public record ImageId(UUID value) implements Comparable<ImageId> {
    private static final Pattern CANONICAL =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** Reads the canonical lower-case text; empty for everything else, which names no image. */
    public static Optional<ImageId> parse(String text) {
        return CANONICAL.matcher(text).matches() ? Optional.of(new ImageId(UUID.fromString(text))) : Optional.empty();
    }

    /** Orders as the text does, which for UUIDv7 is the order of creation. */
    @Override
    public int compareTo(ImageId other) {
        // UUID.compareTo compares signed halves; the text, and every store, compares unsigned bytes.
        int high = Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
        return high != 0
                ? high
                : Long.compareUnsigned(value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
