package dev.darkroom.domain.model.rendition;

import dev.darkroom.domain.model.InvalidValueException;
import java.util.Set;
import java.util.regex.Pattern;

/** The rules for the values of a definition. Each error says what to write instead. */
final class DefinitionRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

    /** The names of an image's other objects, and the beginning of the names of its parts. */
    private static final Set<String> RESERVED = Set.of("original", "upload", "undecodable");
    private static final String PART = "part-";

    private DefinitionRules() {}

    static void check(String name, int width, int height, Fit fit, Gravity gravity, int quality) {
        require(NAME.matcher(name).matches(), name,
                "needs another name: 1 to 32 of a-z, 0-9 and -, starting with a letter or digit");
        require(!RESERVED.contains(name) && !name.startsWith(PART), name,
                "needs another name: original, upload, undecodable and names that start with part- are reserved");
        require(isSide(width) && isSide(height), name,
                "needs a width and a height from 0 to " + RenditionDefinition.MAX_SIDE
                        + ", where 0 leaves a side free");
        require(width + height > 0, name, "needs a width or a height: 0x0 limits nothing");
        require(fit == Fit.INSIDE || (width > 0 && height > 0), name,
                "needs both a width and a height with cover or contain; only inside can leave a side free");
        require(fit != Fit.CONTAIN || width * height <= RenditionDefinition.MAX_CANVAS_PIXELS, name,
                "needs fewer pixels: with contain, width × height is at most " + RenditionDefinition.MAX_CANVAS_PIXELS);
        require(fit == Fit.COVER || gravity == Gravity.CENTRE, name,
                "needs the fit cover with attention or entropy: with any other fit nothing is cropped");
        require(quality >= 1 && quality <= 100, name, "needs a quality from q=1 to q=100");
    }

    private static boolean isSide(int pixels) {
        return pixels >= 0 && pixels <= RenditionDefinition.MAX_SIDE;
    }

    private static void require(boolean isMet, String name, String rule) {
        if (!isMet) {
            throw new InvalidValueException("the rendition \"" + name + "\"", rule);
        }
    }
}
