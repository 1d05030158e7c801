package dev.darkroom.domain.model.rendition;

import dev.darkroom.domain.model.InvalidValueException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The definitions of a server, by their names: the defaults first, then the others in the order in which they were given. */
public final class RenditionDefinitions {
    /** The maximum number of names, including those of the defaults. */
    public static final int MAX_NAMES = 32;

    /** Five digits are enough for every size, and for one that is too large. */
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
    private static final Pattern QUALITY = Pattern.compile("q=(\\d{1,3})");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** Those of a server that has no others. */
    public static final RenditionDefinitions DEFAULT = parse("");

    private final SequencedMap<String, RenditionDefinition> byName;

    private RenditionDefinitions(SequencedMap<String, RenditionDefinition> byName) {
        this.byName = Collections.unmodifiableSequencedMap(byName);
    }

    /**
     * Parses definitions that are separated by blanks: {@code name=WxH[,fit][,gravity][,q=N]}, such as {@code
     * avatar=96x96,cover,attention hero=1600x0,q=75}. They are added to the defaults; one with the name of a default replaces
     * it.
     *
     * @throws InvalidValueException for the first one that is wrong; the message says what to write instead
     */
    public static RenditionDefinitions parse(String text) {
        SequencedMap<String, RenditionDefinition> byName = new LinkedHashMap<>();
        RenditionDefinition.DEFAULTS.forEach(definition -> byName.put(definition.name(), definition));
        SequencedMap<String, RenditionDefinition> given = new LinkedHashMap<>();
        BLANKS.splitAsStream(text).filter(part -> !part.isEmpty()).forEach(part -> {
            RenditionDefinition definition = definition(part);
            if (given.put(definition.name(), definition) != null) {
                throw wrong(definition.name(), "is defined twice: remove one definition, or rename it");
            }
        });
        byName.putAll(given);
        if (byName.size() > MAX_NAMES) {
            throw new InvalidValueException("the renditions", "are " + byName.size() + " with the defaults, but "
                    + MAX_NAMES + " are allowed: remove " + (byName.size() - MAX_NAMES));
        }
        return new RenditionDefinitions(byName);
    }

    private static RenditionDefinition definition(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0) {
            throw wrong(text, "needs a name and a size: write it like avatar=96x96,cover");
        }
        String name = text.substring(0, equals);
        String[] values = text.substring(equals + 1).split(",", -1);
        Matcher size = SIZE.matcher(values[0]);
        if (!size.matches()) {
            throw wrong(name, "needs a size after the =, in pixels, like 320x200, or 320x0 to leave the height free");
        }
        Options options = new Options();
        Arrays.stream(values).skip(1).forEach(value -> options.add(name, value));
        return new RenditionDefinition(
                name, Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)),
                options.fit == null ? Fit.INSIDE : options.fit,
                options.gravity == null ? Gravity.CENTRE : options.gravity,
                options.quality == null ? RenditionDefinition.DEFAULT_QUALITY : options.quality);
    }

    /** The values after the size, in any order. */
    private static final class Options {
        private @Nullable Fit fit;
        private @Nullable Gravity gravity;
        private @Nullable Integer quality;

        void add(String name, String value) {
            Optional<Fit> asFit = constant(Fit.values(), value);
            Optional<Gravity> asGravity = constant(Gravity.values(), value);
            Matcher asQuality = QUALITY.matcher(value);
            boolean isSecond;
            if (asFit.isPresent()) {
                isSecond = fit != null;
                fit = asFit.get();
            } else if (asGravity.isPresent()) {
                isSecond = gravity != null;
                gravity = asGravity.get();
            } else if (asQuality.matches()) {
                isSecond = quality != null;
                quality = Integer.parseInt(asQuality.group(1));
            } else {
                throw wrong(name, "has the unknown option \"" + value
                        + "\": write inside, cover or contain, centre, attention or entropy, or a quality like q=80");
            }
            if (isSecond) {
                throw wrong(name, "has two values of the same option: remove \"" + value + "\" or the one before");
            }
        }

        private static <E extends Enum<E>> Optional<E> constant(E[] constants, String text) {
            return Arrays.stream(constants)
                    .filter(constant -> RenditionDefinition.lowerCase(constant).equals(text))
                    .findFirst();
        }
    }

    private static InvalidValueException wrong(String name, String rule) {
        return new InvalidValueException("the rendition \"" + name + "\"", rule);
    }

    /** The definition with this name. */
    public Optional<RenditionDefinition> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All definitions in their order. */
    public Collection<RenditionDefinition> all() {
        return byName.values();
    }

    /** All names in their order. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RenditionDefinitions that && byName.equals(that.byName);
    }

    @Override
    public int hashCode() {
        return byName.hashCode();
    }

    /** As in the configuration, with the defaults. */
    @Override
    public String toString() {
        return String.join(" ", byName.values().stream().map(RenditionDefinition::toString).toList());
    }
}
