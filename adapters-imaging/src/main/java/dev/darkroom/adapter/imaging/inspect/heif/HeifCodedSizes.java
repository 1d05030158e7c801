package dev.darkroom.adapter.imaging.inspect.heif;

import dev.darkroom.adapter.imaging.inspect.file.PixelLimits;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.adapter.imaging.inspect.heif.HeifMeta.Item;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Finds the sizes that decoders work with in the pictures of a HEIF file: those of the AV1 sequence headers and of the HEVC
 * sequence parameter sets, in the decoders' configurations and in front of the coded pictures, and the canvases of grids and
 * overlays. What {@code ispe} says is checked elsewhere.
 */
final class HeifCodedSizes {
    private static final int AV1_SEQUENCE_HEADER = 1;
    private static final int HEVC_SEQUENCE_PARAMETERS = 33;

    /** HEVC rounds the sides up to whole blocks, which are no larger than 64 pixels. */
    private static final int MAX_PADDING = 63;

    private final Source source;
    private final PixelLimits limits;
    private long mostPixels;
    private boolean isDeep;

    HeifCodedSizes(Source source, PixelLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    /** Looks at all pictures, and refuses one that is larger than the limits allow. */
    void check(HeifMeta pictures) throws IOException, Refusal {
        int nalLengthBytes = 4;
        for (Box property : pictures.allProperties()) {
            switch (property.type()) {
                // AV1-ISOBMFF, section 2.3: OBUs follow four bytes.
                case "av1C" -> obus(Bytes.of(source, new Extent(property.payload() + 4, property.end())));
                // ISO/IEC 14496-15, section 8.3.3.1.
                case "hvcC" -> nalLengthBytes = configuration(property);
                default -> {
                    // Tells nothing to a decoder.
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
                    // Not decoded here.
                }
            }
        }
    }

    /** The pixels of the largest of them. */
    long mostPixels() {
        return mostPixels;
    }

    /** Whether one of them has more than 8 bits a sample. */
    boolean isDeep() {
        return isDeep;
    }

    /** Walks over OBUs (AV1, section 5.3). One that reaches beyond the end is an error to every decoder. */
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
                found(CodedSize.ofAv1(bytes.head(at, length)), 0);
            }
            at += length;
        }
    }

    /** Walks over NAL units, each behind its length. */
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
        // Units of further layers are left to decoders of several views.
        boolean isBase = (bytes.u8(at) & 1) == 0 && bytes.u8(at + 1) >> 3 == 0;
        if (isBase && (bytes.u8(at) >> 1 & 63) == HEVC_SEQUENCE_PARAMETERS) {
            found(CodedSize.ofHevc(bytes.head(at, length)), MAX_PADDING);
        }
    }

    /** Returns the number of bytes in which the lengths of units are given. */
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
     * @param at where it stands, behind the version, the flags, and the rows and columns or the colour
     */
    private void canvas(Bytes bytes, long at) throws IOException, Refusal {
        int sideBytes = (bytes.u8(1) & 1) == 0 ? 2 : 4;
        found(Optional.of(new CodedSize(
                bytes.unsigned(at, sideBytes), bytes.unsigned(at + sideBytes, sideBytes), false)), 0);
    }

    private void found(Optional<CodedSize> size, int padding) throws Refusal.Damaged {
        if (size.isPresent()) {
            long width = size.get().width();
            long height = size.get().height();
            limits.check(HeifParser.NAME, Math.max(1, width - padding), Math.max(1, height - padding));
            mostPixels = Math.max(mostPixels, width * height);
            isDeep |= size.get().isDeep();
        }
    }

    /** The bytes of one item, which may lie in several places. What is beyond them is zero. */
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
