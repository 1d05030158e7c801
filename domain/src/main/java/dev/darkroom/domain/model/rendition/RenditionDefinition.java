package dev.darkroom.domain.model.rendition;

import dev.darkroom.domain.model.object.Dimensions;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/**
 * How a rendition is made of a picture. The size of a rendition follows from the size of the picture.
 *
 * @param name 1–32 of {@code a-z 0-9 -}, starting with a letter or digit, and not the name of another kind of object
 * @param width in pixels, up to {@link #MAX_SIDE}; 0 if only the height is limited
 * @param height in pixels, up to {@link #MAX_SIDE}; 0 if only the width is limited
 * @param gravity {@link Gravity#CENTRE} for every fit except {@link Fit#COVER}
 * @param quality 1–100, that of a JPEG; other formats use a quality that looks alike
 */
public record RenditionDefinition(String name, int width, int height, Fit fit, Gravity gravity, int quality) {
    /** The maximum width and height. A side that is left free may be longer. */
    public static final int MAX_SIDE = 8_192;
    /** The maximum number of pixels of a canvas for {@link Fit#CONTAIN}, which is as large for a small picture. */
    public static final int MAX_CANVAS_PIXELS = 10_000_000;
    public static final int DEFAULT_QUALITY = 80;

    /** A square of 150 pixels, cropped evenly on both sides. */
    public static final RenditionDefinition THUMB =
            new RenditionDefinition("thumb", 150, 150, Fit.COVER, Gravity.CENTRE, DEFAULT_QUALITY);
    /** At most 320 pixels wide. */
    public static final RenditionDefinition SMALL = inside("small", 320);
    /** At most 640 pixels wide. */
    public static final RenditionDefinition MEDIUM = inside("medium", 640);
    /** At most 1,080 pixels wide. */
    public static final RenditionDefinition LARGE = inside("large", 1_080);

    /** The definitions that every server has, the smallest first. Others can replace them by name. */
    public static final List<RenditionDefinition> DEFAULTS = List.of(THUMB, SMALL, MEDIUM, LARGE);

    /** @throws dev.darkroom.domain.model.InvalidValueException if a value is out of range, or two values exclude each other */
    public RenditionDefinition {
        DefinitionRules.check(name, width, height, fit, gravity, quality);
    }

    private static RenditionDefinition inside(String name, int width) {
        return new RenditionDefinition(name, width, 0, Fit.INSIDE, Gravity.CENTRE, DEFAULT_QUALITY);
    }

    /** Whether it is one of {@link #DEFAULTS}, unchanged. */
    public boolean isDefault() {
        return DEFAULTS.contains(this);
    }

    /** The size of this rendition of a picture. */
    public Dimensions of(Dimensions original) {
        return switch (fit) {
            case INSIDE -> scaled(original);
            case COVER -> {
                Dimensions scaled = scaled(original);
                yield new Dimensions(Math.min(width, scaled.width()), Math.min(height, scaled.height()));
            }
            case CONTAIN -> new Dimensions(width, height);
        };
    }

    /**
     * The size to which a picture is scaled, before it is cropped or padded to {@link #of}, each side rounded to the nearest
     * pixel.
     */
    public Dimensions scaled(Dimensions original) {
        DoubleBinaryOperator choice = fit == Fit.COVER ? Math::max : Math::min;
        double scale = Math.min(1, choice.applyAsDouble(byWidth(original), byHeight(original)));
        return new Dimensions(side(original.width() * scale), side(original.height() * scale));
    }

    /** Whether the height of the rendition determines the scale of a picture, not its width. */
    public boolean isScaledByHeight(Dimensions original) {
        return fit == Fit.COVER
                ? byHeight(original) > byWidth(original)
                : byHeight(original) < byWidth(original);
    }

    /** The scale at which the picture has the width; infinite if the width is free. */
    private double byWidth(Dimensions original) {
        return width == 0 ? Double.POSITIVE_INFINITY : (double) width / original.width();
    }

    private double byHeight(Dimensions original) {
        return height == 0 ? Double.POSITIVE_INFINITY : (double) height / original.height();
    }

    private static int side(double pixels) {
        return (int) Math.max(1, Math.round(pixels));
    }

    /**
     * The name of the stored objects, without the extension. A default definition has only its name; any other has its
     * parameters too, such as {@code avatar-96x96-cover-attention-q80}, so that a changed definition has another name.
     */
    public String objectName() {
        if (isDefault()) {
            return name;
        }
        return name + "-" + width + "x" + height
                + (fit == Fit.INSIDE ? "" : "-" + lowerCase(fit))
                + (gravity == Gravity.CENTRE ? "" : "-" + lowerCase(gravity))
                + "-q" + quality;
    }

    static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** As in the configuration, with all parameters: {@code avatar=96x96,cover,attention,q=80}. */
    @Override
    public String toString() {
        return name + "=" + width + "x" + height + "," + lowerCase(fit)
                + (fit == Fit.COVER ? "," + lowerCase(gravity) : "") + ",q=" + quality;
    }
}
