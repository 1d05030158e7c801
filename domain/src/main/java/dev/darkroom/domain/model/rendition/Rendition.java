package dev.darkroom.domain.model.rendition;

import dev.darkroom.domain.model.ImageId;
import dev.darkroom.domain.model.InvalidValueException;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.ObjectKey;
import dev.darkroom.domain.model.object.ObjectPrefix;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A smaller copy of a picture in a format for the web: upright, in sRGB, without metadata.
 *
 * @param format one of {@link #FORMATS}
 */
public record Rendition(RenditionDefinition definition, ContentType format) {
    /** The formats of renditions. */
    public static final List<ContentType> FORMATS = List.of(ContentType.JPEG, ContentType.WEBP, ContentType.AVIF);

    /** The name of an object: a definition, and the extension of a format. */
    private static final Pattern NAME = Pattern.compile("(.+)\\.([a-z]+)");
    private static final Pattern PARAMETERS =
            Pattern.compile("(.+)-(\\d{1,5})x(\\d{1,5})(?:-(cover|contain))?(?:-(attention|entropy))?-q(\\d{1,3})");

    /** @throws IllegalArgumentException when the format is not one for renditions */
    public Rendition {
        if (!FORMATS.contains(format)) {
            throw new IllegalArgumentException("No rendition is made as " + format.mediaType());
        }
    }

    /** Where this rendition of an image is stored. No two definitions have the same key. */
    public ObjectKey key(ImageId id) {
        return new ObjectKey(new ObjectPrefix(id), definition.objectName() + "." + format.extension());
    }

    /** The rendition that has this key, of a current or an old definition; empty for the keys of other objects. */
    public static Optional<Rendition> of(ObjectKey key) {
        Matcher name = NAME.matcher(key.name());
        if (!name.matches()) {
            return Optional.empty();
        }
        return FORMATS.stream()
                .filter(format -> format.extension().equals(name.group(2)))
                .findFirst()
                .flatMap(format -> definition(name.group(1)).map(definition -> new Rendition(definition, format)))
                .filter(rendition -> rendition.key(key.prefix().imageId()).equals(key));
    }

    private static Optional<RenditionDefinition> definition(String objectName) {
        Matcher parameters = PARAMETERS.matcher(objectName);
        if (!parameters.matches()) {
            return RenditionDefinition.DEFAULTS.stream()
                    .filter(definition -> definition.name().equals(objectName))
                    .findFirst();
        }
        String fit = parameters.group(4);
        String gravity = parameters.group(5);
        try {
            return Optional.of(new RenditionDefinition(
                    parameters.group(1), Integer.parseInt(parameters.group(2)), Integer.parseInt(parameters.group(3)),
                    fit == null ? Fit.INSIDE : Fit.valueOf(fit.toUpperCase(Locale.ROOT)),
                    gravity == null ? Gravity.CENTRE : Gravity.valueOf(gravity.toUpperCase(Locale.ROOT)),
                    Integer.parseInt(parameters.group(6))));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }
}
