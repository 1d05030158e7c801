package dev.darkroom.adapter.imaging.render.vips;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.placeholder.ThumbHash;
import dev.darkroom.adapter.imaging.render.Codec;
import dev.darkroom.adapter.imaging.render.CodecException;
import dev.darkroom.adapter.imaging.render.Footprint;
import dev.darkroom.adapter.imaging.render.Watchdog;
import dev.darkroom.domain.model.object.Content;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Gravity;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;

/**
 * Renders with libvips. It decodes a JPEG at an eighth, a quarter or half of its size if that is enough, and a WebP at
 * the wanted size. Rows are streamed, so few formats need the whole picture in memory.
 */
public final class VipsCodec implements Codec {
    /** The names of metadata fields in libvips. */
    private static final String PROFILE = "icc-profile-data";
    private static final String ORIENTATION = "orientation";

    /** The maximum side of an image in libvips; here it means no limit. */
    private static final int MAX_SIDE = 10_000_000;

    /** A JPEG is decoded at least this many times larger than wanted, because its decoder shrinks with low quality. */
    private static final int JPEG_MARGIN = 2;
    /** The maximum factor by which the decoder of a JPEG shrinks: one pixel for each block. */
    private static final int MAX_JPEG_SHRINK = 8;

    /** The alpha of a pixel that hides what is behind it. */
    private static final int OPAQUE = 255;

    private final Vips vips;
    private final VipsFormats formats;
    private final Watchdog watchdog;

    public VipsCodec(Vips vips, Watchdog watchdog) {
        this.vips = vips;
        this.formats = VipsFormats.probe(vips);
        this.watchdog = watchdog;
    }

    @Override
    public String name() {
        return "libvips " + vips.version();
    }

    @Override
    public boolean reads(ContentType type) {
        return formats.reads(type);
    }

    @Override
    public boolean writes(ContentType format) {
        return formats.writes(format);
    }

    @Override
    public Footprint footprint() {
        return Footprint.LIBVIPS;
    }

    @Override
    public Content render(Content original, Decoding decoding, Rendition rendition) throws CodecException, IOException {
        RenditionDefinition definition = rendition.definition();
        Dimensions scaled = definition.scaled(decoding.displayed());
        boolean byHeight = definition.isScaledByHeight(decoding.displayed());
        return watchdog.run(watch -> work(original, (call, source) -> {
            MemorySegment image = load(call, source, decoding, scaled, JPEG_MARGIN);
            try (Watchdog.Registration _ = watch.onDeadline(() -> vips.kill(image))) {
                MemorySegment upright = upright(call, image, decoding, scaled, byHeight, Tolerance.of(definition));
                MemorySegment fitted = fitted(call, upright, rendition, definition.of(decoding.displayed()));
                return Content.of(VipsFormats.save(call, fitted, rendition));
            }
        }));
    }

    @Override
    public String placeholder(Content original, Decoding decoding) throws CodecException, IOException {
        return watchdog.run(watch -> work(original, (call, source) -> hash(call, source, decoding, watch)));
    }

    private String hash(VipsCall call, MemorySegment source, Decoding decoding, Watchdog.Watch watch)
            throws VipsCall.Failed {
        Dimensions small = ThumbHash.sizeFor(decoding.displayed());
        MemorySegment image = load(call, source, decoding, small, 1);
        try (Watchdog.Registration _ = watch.onDeadline(() -> vips.kill(image))) {
            MemorySegment upright = upright(call, image, decoding, small, false, Tolerance.NONE);
            return ThumbHash.base64(small, rgba(call.pixels(upright), vips.bands(upright)));
        }
    }

    private interface Step<T> {
        T run(VipsCall call, MemorySegment source) throws VipsCall.Failed;
    }

    private <T> T work(Content original, Step<T> step) throws CodecException.Damaged, IOException {
        try (VipsCall call = new VipsCall(vips)) {
            if (original instanceof Content.FileContent file) {
                return step.run(call, call.source(file.file()));
            }
            try (InputStream in = original.open()) {
                StreamReader reader = new StreamReader(in);
                try {
                    return step.run(call, call.source(reader));
                } catch (VipsCall.Failed e) {
                    reader.rethrow();
                    throw e;
                }
            }
        } catch (VipsCall.Failed e) {
            throw new CodecException.Damaged(String.valueOf(e.getMessage()));
        }
    }

    /** Opens the original, smaller than its size if its decoder can shrink it. */
    private MemorySegment load(
            VipsCall call, MemorySegment source, Decoding decoding, Dimensions displayed, int jpegMargin)
            throws VipsCall.Failed {
        Dimensions wanted = decoding.asStored(displayed);
        double shrink = Math.min(
                (double) decoding.stored().width() / wanted.width(),
                (double) decoding.stored().height() / wanted.height());
        VipsCall.Operation load = call.operation(VipsFormats.loader(decoding.type()))
                .source(source)
                .set("access", "sequential")
                // Otherwise missing or damaged pixels would become grey.
                .set("fail_on", "error");
        double shrunk = switch (decoding.type()) {
            case JPEG -> {
                int factor = Math.clamp(Integer.highestOneBit((int) (shrink / jpegMargin)), 1, MAX_JPEG_SHRINK);
                load.set("shrink", factor);
                yield factor;
            }
            case WEBP -> {
                double factor = Math.max(1, shrink);
                load.set("scale", 1 / factor);
                yield factor;
            }
            case PNG, GIF, AVIF, HEIC, HEIF -> 1;
        };
        MemorySegment image = load.image();
        checkSize(image, decoding.stored(), shrunk);
        vips.makeKillable(image);
        return image;
    }

    /**
     * Checks the decoded size, because memory was reserved for the size in the structure of the file.
     *
     * @param shrink the factor by which the decoder was asked to shrink it
     */
    private void checkSize(MemorySegment image, Dimensions stored, double shrink) throws VipsCall.Failed {
        int width = vips.width(image);
        int height = vips.height(image);
        // Decoders that shrink differ in how they round.
        double tolerance = shrink == 1 ? 0 : 1;
        if (Math.abs(width - stored.width() / shrink) > tolerance
                || Math.abs(height - stored.height() / shrink) > tolerance) {
            throw new VipsCall.Failed(width + " × " + height + " pixels instead of " + stored + " / " + shrink);
        }
    }

    /**
     * Scales the picture, converts it to sRGB, and turns it upright.
     *
     * @param byHeight whether the width follows from the height, or the height from the width
     */
    private MemorySegment upright(
            VipsCall call, MemorySegment source, Decoding decoding, Dimensions displayed, boolean byHeight,
            Tolerance tolerance)
            throws VipsCall.Failed {
        MemorySegment scaled =
                scaled(call, source, decoding.asStored(displayed), byHeight ^ decoding.swapsSides(), tolerance);
        if (decoding.orientation() == 1) {
            return scaled;
        }
        // Rows can be streamed once and in order only; most turns need another order.
        MemorySegment turned = call.inMemory(scaled);
        call.setField(turned, ORIENTATION, decoding.orientation());
        return call.operation("autorot").image("in", turned).image();
    }

    /** By how much the scaled picture may differ from the size that was computed for it. */
    private enum Tolerance {
        NONE,
        /** One more row or column. A search looks at the whole picture, as in libvips itself. */
        ONE_MORE,
        /** One row or column less. The canvas fills it. */
        ONE_LESS;

        static Tolerance of(RenditionDefinition definition) {
            return switch (definition.fit()) {
                case INSIDE -> NONE;
                case COVER -> definition.gravity() == Gravity.CENTRE ? NONE : ONE_MORE;
                case CONTAIN -> ONE_LESS;
            };
        }
    }

    /**
     * Scales both sides by the same factor, as libvips does by default. It rounds in several steps, so it may make one
     * row or column more, which is cut off unless it is tolerated. If it makes one less, and that is not tolerated,
     * each side is scaled by its own factor.
     */
    private MemorySegment scaled(
            VipsCall call, MemorySegment source, Dimensions size, boolean byHeight, Tolerance tolerance)
            throws VipsCall.Failed {
        MemorySegment even = inSrgb(call, source, thumbnail -> thumbnail
                .set("width", byHeight ? MAX_SIDE : size.width())
                .set("height", byHeight ? size.height() : MAX_SIDE)
                .set("size", "down"));
        int moreColumns = vips.width(even) - size.width();
        int moreRows = vips.height(even) - size.height();
        int least = tolerance == Tolerance.ONE_LESS ? -1 : 0;
        if (moreColumns >= least && moreColumns <= 1 && moreRows >= least && moreRows <= 1) {
            return tolerance == Tolerance.ONE_MORE
                    ? even
                    : area(call, even, 0, 0, new Dimensions(
                            size.width() + Math.min(0, moreColumns), size.height() + Math.min(0, moreRows)));
        }
        return inSrgb(call, source, thumbnail -> thumbnail
                .set("width", size.width())
                .set("height", size.height())
                .set("size", "force"));
    }

    /** Sets the size of an operation. */
    private interface Sizing {
        VipsCall.Operation of(VipsCall.Operation thumbnail) throws VipsCall.Failed;
    }

    private static MemorySegment inSrgb(VipsCall call, MemorySegment source, Sizing sizing) throws VipsCall.Failed {
        try {
            return thumbnail(call, source, sizing);
        } catch (VipsCall.Failed e) {
            if (!call.hasField(source, PROFILE)) {
                throw e;
            }
            // Like browsers, ignores a profile that can't be used.
            MemorySegment bare = call.operation("copy").image("in", source).image();
            call.removeField(bare, PROFILE);
            return thumbnail(call, bare, sizing);
        }
    }

    private static MemorySegment thumbnail(VipsCall call, MemorySegment source, Sizing sizing)
            throws VipsCall.Failed {
        VipsCall.Operation thumbnail = sizing.of(call.operation("thumbnail_image").image("in", source))
                // The picture is turned later, by the orientation from the structure of the file.
                .set("no_rotate", true);
        if (call.hasField(source, PROFILE)) {
            // Without a profile, a conversion would change the colours slightly.
            thumbnail.set("export_profile", "srgb");
        }
        return thumbnail.image();
    }

    /** Crops or pads the scaled picture. */
    private MemorySegment fitted(VipsCall call, MemorySegment image, Rendition rendition, Dimensions size)
            throws VipsCall.Failed {
        if (hasSize(image, size)) {
            return image;
        }
        return switch (rendition.definition().fit()) {
            case INSIDE -> throw new VipsCall.Failed("The scaled picture does not have the size " + size);
            case CONTAIN -> padded(call, image, rendition.format(), size);
            case COVER -> switch (rendition.definition().gravity()) {
                case CENTRE -> cropped(call, image, size);
                case ATTENTION -> searched(call, image, "attention", size);
                case ENTROPY -> searched(call, image, "entropy", size);
            };
        };
    }

    /** Crops to the part that libvips finds. It reads the rows several times, but they can be streamed once only. */
    private static MemorySegment searched(VipsCall call, MemorySegment image, String interesting, Dimensions size)
            throws VipsCall.Failed {
        return call.operation("smartcrop")
                .image("input", call.inMemory(image))
                .set("width", size.width())
                .set("height", size.height())
                .set("interesting", interesting)
                .image();
    }

    /** Puts the picture in the middle of a canvas that is transparent, or white if the format has no alpha. */
    private MemorySegment padded(VipsCall call, MemorySegment image, ContentType format, Dimensions size)
            throws VipsCall.Failed {
        boolean isClear = format != ContentType.JPEG;
        MemorySegment padded = isClear && !hasAlpha(vips.bands(image))
                ? call.operation("bandjoin_const").image("in", image).set("c", OPAQUE).image()
                : image;
        VipsCall.Operation embed = call.operation("embed")
                .image("in", padded)
                .set("x", (size.width() - vips.width(image)) / 2)
                .set("y", (size.height() - vips.height(image)) / 2)
                .set("width", size.width())
                .set("height", size.height());
        return (isClear ? embed.set("extend", "black") : embed.set("extend", "white")).image();
    }

    /** Crops to the centre. */
    private MemorySegment cropped(VipsCall call, MemorySegment image, Dimensions to) throws VipsCall.Failed {
        return area(call, image, (vips.width(image) - to.width()) / 2, (vips.height(image) - to.height()) / 2, to);
    }

    private MemorySegment area(VipsCall call, MemorySegment image, int left, int top, Dimensions size)
            throws VipsCall.Failed {
        if (hasSize(image, size)) {
            return image;
        }
        return call.operation("extract_area")
                .image("input", image)
                .set("left", left)
                .set("top", top)
                .set("width", size.width())
                .set("height", size.height())
                .image();
    }

    private boolean hasSize(MemorySegment image, Dimensions size) {
        return vips.width(image) == size.width() && vips.height(image) == size.height();
    }

    private static boolean hasAlpha(int bands) {
        return bands == 2 || bands == 4;
    }

    /** Converts pixels of grey or colour, with or without alpha, to four bytes each. */
    private static byte[] rgba(byte[] pixels, int bands) {
        int count = pixels.length / bands;
        boolean isColour = bands >= 3;
        boolean hasAlpha = hasAlpha(bands);
        byte[] rgba = new byte[4 * count];
        for (int i = 0; i < count; i++) {
            int at = bands * i;
            rgba[4 * i] = pixels[at];
            rgba[4 * i + 1] = pixels[isColour ? at + 1 : at];
            rgba[4 * i + 2] = pixels[isColour ? at + 2 : at];
            rgba[4 * i + 3] = hasAlpha ? pixels[at + bands - 1] : (byte) 0xFF;
        }
        return rgba;
    }
}
