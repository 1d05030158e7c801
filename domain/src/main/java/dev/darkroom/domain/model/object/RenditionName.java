package dev.darkroom.domain.model.object;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The sizes of renditions. None is larger than the original. */
public enum RenditionName {
    /** A square of 150 pixels, cropped evenly on both sides. */
    THUMB(150, true),
    /** At most 320 pixels wide. */
    SMALL(320, false),
    /** At most 640 pixels wide. */
    MEDIUM(640, false),
    /** At most 1,080 pixels wide. */
    LARGE(1080, false);

    private final int width;
    private final boolean cropped;

    RenditionName(int width, boolean cropped) {
        this.width = width;
        this.cropped = cropped;
    }

    /** Finds the rendition by its name in lower case. */
    public static Optional<RenditionName> of(String text) {
        return Arrays.stream(values()).filter(name -> name.text().equals(text)).findFirst();
    }

    /** The name as clients know it, such as {@code thumb}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The size of this rendition of a picture. */
    public Dimensions of(Dimensions original) {
        Dimensions scaled = scaled(original);
        return cropped
                ? new Dimensions(Math.min(width, scaled.width()), Math.min(width, scaled.height()))
                : scaled;
    }

    /**
     * The size to which a picture is scaled, before it is cropped to {@link #of}, each side rounded to the
     * nearest pixel.
     */
    public Dimensions scaled(Dimensions original) {
        double wanted = (double) width / (cropped ? Math.min(original.width(), original.height()) : original.width());
        double scale = Math.min(1, wanted);
        return new Dimensions(side(original.width() * scale), side(original.height() * scale));
    }

    private static int side(double pixels) {
        return (int) Math.max(1, Math.round(pixels));
    }
}
