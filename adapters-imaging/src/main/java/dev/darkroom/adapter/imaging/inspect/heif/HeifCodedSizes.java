package dev.darkroom.adapter.imaging.inspect.heif;

import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.adapter.imaging.inspect.heif.HeifMeta.Item;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads the sizes for which decoders of a HEIF file allocate memory: those in the AV1 sequence headers and the HEVC
 * sequence parameter sets, in decoder configurations and in coded pictures, and the canvases of grids and overlays.
 * {@link HeifDisplay} checks {@code ispe}.
 */
final class HeifCodedSizes {
    private static final int AV1_SEQUENCE_HEADER = 1;
    private static final int HEVC_SEQUENCE_PARAMETERS = 33;

    /** HEVC rounds the sides up to whole blocks of at most 64 pixels. */
    private static final int MAX_PADDING = 63;

    private final Source source;
    private final PixelLimits limits;
    private long mostPixels;
    private boolean isDeep;

    HeifCodedSizes(Source source, PixelLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * Checks all pictures.
     *
     * @throws Refusal.Damaged if one is larger than the limits allow
     */
    void check(HeifMeta pictures) throws IOException, Refusal {
        int nalLengthBytes = 4;
        for (Box property : pictures.allProperties()) {
            switch (property.type()) {
                // AV1-ISOBMFF, section 2.3: OBUs follow four bytes.
                case "av1C" -> obus(Bytes.of(source, new Extent(property.payload() + 4, property.end())));
                // ISO/IEC 14496-15, section 8.3.3.1.
                case "hvcC" -> nalLengthBytes = configuration(property);
                default -> {
                    // No decoder configuration.
                }
            }
        }
        for (Item item : pictures.items().values()) {
            Bytes bytes = new Bytes(source, item.extents());
            switch (item.type()) {
                case "av01" -> obus(bytes);
                case "hvc1", "hev1" -> units(bytes, nalLengthBytes);
                case "grid" -> canvas(bytes, 4);
                case "iovl" -> canvas(bytes, 10);
                default -> {
                    // Not a coded or derived picture.
                }
            }
        }
    }

    /** The number of pixels of the largest picture. */
    long mostPixels() {
        return mostPixels;
    }

    /** Whether a picture has more than 8 bits per sample. */
    boolean isDeep() {
        return isDeep;
    }

    /** Reads OBUs (AV1, section 5.3). Stops at one that extends past the end, which is an error for every decoder. */
    private void obus(Bytes bytes) throws IOException, Refusal {
        long at = 0;
        while (at < bytes.length()) {
            source.countPart();
            int header = bytes.u8(at++);
            if ((header & 4) != 0) {
                at++;
            }
            long length = bytes.length() - at;
            if ((header & 2) != 0) {
                length = 0;
                for (int i = 0; i < 8; i++) {
                    int octet = bytes.u8(at++);
                    length |= (long) (octet & 0x7F) << (7 * i);
                    if (octet < 0x80) {
                        break;
                    }
                }
            }
            if (length > bytes.length() - at) {
                return;
            }
            if ((header >> 3 & 15) == AV1_SEQUENCE_HEADER) {
                check(CodedSize.ofAv1(bytes.head(at, length)), 0);
            }
            at += length;
        }
    }

    /** Reads NAL units, each preceded by its length. */
    private void units(Bytes bytes, int lengthBytes) throws IOException, Refusal {
        long at = 0;
        while (at + lengthBytes <= bytes.length()) {
            source.countPart();
            long length = bytes.unsigned(at, lengthBytes);
            at += lengthBytes;
            if (length > bytes.length() - at) {
                return;
            }
            unit(bytes, at, length);
            at += length;
        }
    }

    private void unit(Bytes bytes, long at, long length) throws IOException, Refusal {
        // Only multi-layer decoders read the units of further layers.
        boolean isBase = (bytes.u8(at) & 1) == 0 && bytes.u8(at + 1) >> 3 == 0;
        if (isBase && (bytes.u8(at) >> 1 & 63) == HEVC_SEQUENCE_PARAMETERS) {
            check(CodedSize.ofHevc(bytes.head(at, length)), MAX_PADDING);
        }
    }

    /** Reads the units in a configuration. Returns the number of bytes of the length before each unit of a picture. */
    private int configuration(Box hvcC) throws IOException, Refusal {
        Bytes bytes = Bytes.of(source, new Extent(hvcC.payload(), hvcC.end()));
        int arrays = bytes.u8(22);
        long at = 23;
        for (int i = 0; i < arrays; i++) {
            long units = bytes.unsigned(at + 1, 2);
            at += 3;
            for (long j = 0; j < units && at < bytes.length(); j++) {
                source.countPart();
                long length = bytes.unsigned(at, 2);
                at += 2;
                unit(bytes, at, Math.min(length, Math.max(0, bytes.length() - at)));
                at += length;
            }
        }
        return (bytes.u8(21) & 3) + 1;
    }

    /**
     * The output size of a derived picture (ISO/IEC 23008-12, section 6.6.2).
     *
     * @param at the position of the size: after version, flags, and rows and columns or colour
     */
    private void canvas(Bytes bytes, long at) throws IOException, Refusal {
        int sideBytes = (bytes.u8(1) & 1) == 0 ? 2 : 4;
        check(Optional.of(new CodedSize(
                bytes.unsigned(at, sideBytes), bytes.unsigned(at + sideBytes, sideBytes), false)), 0);
    }

    private void check(Optional<CodedSize> size, int padding) throws Refusal.Damaged {
        if (size.isPresent()) {
            long width = size.get().width();
            long height = size.get().height();
            limits.check(HeifParser.NAME, Math.max(1, width - padding), Math.max(1, height - padding));
            mostPixels = Math.max(mostPixels, width * height);
            isDeep |= size.get().isDeep();
        }
    }

    /** The bytes of one item, which may have several extents. After the end it reads zeros. */
    private record Bytes(Source source, List<Extent> extents) {
        static Bytes of(Source source, Extent extent) {
            return new Bytes(source, List.of(extent));
        }

        long length() {
            return extents.stream().mapToLong(Extent::length).sum();
        }

        int u8(long at) throws IOException, Refusal {
            long rest = at;
            for (Extent extent : extents) {
                if (rest < extent.length()) {
                    return source.u8(extent.from() + rest);
                }
                rest -= extent.length();
            }
            return 0;
        }

        long unsigned(long at, int count) throws IOException, Refusal {
            long value = 0;
            for (int i = 0; i < count; i++) {
                value = value << 8 | u8(at + i);
            }
            return value;
        }

        byte[] head(long at, long length) throws IOException, Refusal {
            byte[] head = new byte[(int) Math.min(length, CodedSize.MAX_HEADER_BYTES)];
            for (int i = 0; i < head.length; i++) {
                head[i] = (byte) u8(at + i);
            }
            return head;
        }
    }
}
