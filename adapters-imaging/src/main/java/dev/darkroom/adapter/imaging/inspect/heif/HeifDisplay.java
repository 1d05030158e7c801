package dev.darkroom.adapter.imaging.inspect.heif;

import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.adapter.imaging.inspect.heif.HeifMeta.Item;
import dev.darkroom.domain.model.object.Dimensions;
import java.io.IOException;

/** Determines the size of the primary picture of a HEIF file from its properties, and the memory to decode it. */
final class HeifDisplay {
    /** With 8 bits per sample. */
    private static final int BYTES_PER_PIXEL = 7;

    private final Source source;
    private final PixelLimits limits;
    private final HeifMeta pictures;

    HeifDisplay(Source source, PixelLimits limits, HeifMeta pictures) {
        this.source = source;
        this.limits = limits;
        this.pictures = pictures;
    }

    /** The size of the primary picture as displayed. Transformations apply in the order of its properties. */
    Dimensions dimensions() throws IOException, Refusal {
        Item primary = pictures.primaryItem();
        if (primary == null || (primary.extents().isEmpty() && !primary.type().equals("iden"))) {
            throw new Refusal.Damaged("The AVIF or HEIF file has no primary picture.");
        }
        if (!primary.isPicture()) {
            throw new Refusal.Unsupported("Browsers do not show a HEIF with this coding.");
        }
        for (Box property : pictures.allProperties()) {
            if (property.type().equals("ispe")) {
                extent(property);
            }
        }
        Dimensions size = null;
        for (Box property : pictures.properties()) {
            if (property.type().equals("ispe")) {
                size = extent(property);
            }
        }
        if (size == null) {
            throw new Refusal.Damaged("The AVIF or HEIF file does not declare the size of its picture.");
        }
        for (Box property : pictures.properties()) {
            size = switch (property.type()) {
                case "clap" -> cropped(size, property);
                case "irot" -> rotated(size, property);
                default -> size;
            };
        }
        return size;
    }

    /**
     * The memory that a decoder needs, for the planes as coded and for RGBA.
     *
     * @throws Refusal if a coded picture is larger than the limits allow, whatever size the file declares
     */
    long frameBytes(Dimensions displayed) throws IOException, Refusal {
        HeifCodedSizes coded = new HeifCodedSizes(source, limits);
        coded.check(pictures);
        return Math.max(displayed.pixels(), coded.mostPixels()) * bytesPerPixel(coded.isDeep());
    }

    private int bytesPerPixel(boolean isDeepByCode) throws IOException, Refusal {
        boolean isDeep = isDeepByCode;
        for (Box property : pictures.allProperties()) {
            isDeep |= switch (property.type()) {
                case "av1C" -> (bits(property, 2) & 0x40) != 0;
                case "hvcC" -> (bits(property, 17) & 7) != 0;
                default -> false;
            };
        }
        return isDeep ? 2 * BYTES_PER_PIXEL : BYTES_PER_PIXEL;
    }

    /** Reads a byte of a decoder configuration (AV1-ISOBMFF, section 2.3; ISO/IEC 14496-15, section 8.3.3.1). */
    private int bits(Box configuration, int offset) throws IOException, Refusal {
        long at = configuration.payload() + offset;
        return at < configuration.end() ? source.u8(at) : 0;
    }

    private Dimensions extent(Box ispe) throws IOException, Refusal {
        BoxReader reader = BoxReader.afterVersion(source, ispe);
        long width = reader.u32();
        long height = reader.u32();
        limits.check(HeifParser.NAME, width, height);
        return new Dimensions((int) width, (int) height);
    }

    /** The width and height of the clean aperture are fractions. */
    private Dimensions cropped(Dimensions size, Box clap) throws IOException, Refusal {
        BoxReader reader = BoxReader.of(source, clap);
        long width = quotient(reader.u32(), reader.u32());
        long height = quotient(reader.u32(), reader.u32());
        if (width < 1 || width > size.width() || height < 1 || height > size.height()) {
            throw new Refusal.Damaged("The AVIF or HEIF file crops its picture to an impossible size.");
        }
        return new Dimensions((int) width, (int) height);
    }

    private static long quotient(long numerator, long denominator) {
        return denominator == 0 ? 0 : (numerator + denominator / 2) / denominator;
    }

    private Dimensions rotated(Dimensions size, Box irot) throws IOException, Refusal {
        boolean isQuarterTurn = (BoxReader.of(source, irot).u8() & 1) == 1;
        return isQuarterTurn ? new Dimensions(size.height(), size.width()) : size;
    }
}
