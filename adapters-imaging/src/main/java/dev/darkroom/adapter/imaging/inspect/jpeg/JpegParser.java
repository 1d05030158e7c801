package dev.darkroom.adapter.imaging.inspect.jpeg;

import dev.darkroom.adapter.imaging.inspect.exif.Exif;
import dev.darkroom.adapter.imaging.inspect.exif.ExifWithoutLocation;
import dev.darkroom.adapter.imaging.inspect.file.C2pa;
import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.inspect.file.Edits;
import dev.darkroom.adapter.imaging.inspect.file.ParsedFile;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Rules;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Parses the marker segments of a JPEG (ITU-T T.81, annex B) up to the end-of-image marker.
 *
 * <p>It accepts the processes that browsers support: baseline, extended sequential and progressive, with Huffman coding
 * and 8 bits per sample. Lossless, hierarchical and arithmetic coding are unsupported. A height that follows the pixels
 * (DNL) counts as damage, because the limits are checked before.
 *
 * <p>Bytes between segments that are not a marker are removed; every decoder skips them. In a scan, every {@code FF} is
 * checked, and nothing is decoded.
 */
public final class JpegParser {
    private static final String NAME = "JPEG";
    /** A large colour profile takes 255, progressive scans and their tables a few dozen. */
    private static final int MAX_SEGMENTS = 10_000;
    /** Progressive pictures have about ten. Each costs a decoder one pass over all pixels, however short it is. */
    private static final int MAX_SCANS = 100;
    /** Pixels times scans: 15 for a picture of 100 megapixels. */
    private static final long MAX_SCANNED_PIXELS = 1_500_000_000;

    private static final int SOI = 0xD8;
    private static final int EOI = 0xD9;
    private static final int SOS = 0xDA;
    private static final int DNL = 0xDC;
    private static final int DAC = 0xCC;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP2 = 0xE2;
    private static final int APP11 = 0xEB;
    private static final int APP14 = 0xEE;
    private static final int COM = 0xFE;

    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    private final Source source;
    private final Rules rules;
    private final Edits edits = new Edits();
    private @Nullable Dimensions frame;
    private @Nullable Exif exif;
    private boolean hasContentCredentials;
    private boolean hasJfif;
    private boolean isProgressive;
    private int components;
    /** The number of samples of all components. */
    private long coefficients;
    private int scans;
    private long profileBytes;

    public JpegParser(Source source, Rules rules) {
        this.source = source;
        this.rules = rules;
    }

    public ParsedFile parse() throws IOException, Refusal {
        long at = 2;
        for (int segments = 0; segments < MAX_SEGMENTS; segments++) {
            long marker = nextMarker(at);
            edits.cut(at, marker);
            int code = source.u8(marker + 1);
            if (code == EOI) {
                edits.cut(marker + 2, source.size());
                return parsedFile();
            }
            at = segment(code, marker);
        }
        throw new Refusal.Damaged("The JPEG has more than " + MAX_SEGMENTS + " segments.");
    }

    private Decoding decoding(long frameBytes) throws Refusal.Damaged {
        if (frame == null) {
            throw new Refusal.Damaged("The JPEG has no picture in it.");
        }
        return new Decoding(ContentType.JPEG, frame, known().orientation(), frameBytes);
    }

    private Exif known() {
        return exif == null ? Exif.NONE : exif;
    }

    private ParsedFile parsedFile() throws Refusal.Damaged {
        if (scans == 0) {
            throw new Refusal.Damaged("The JPEG has no picture in it.");
        }
        // A single scan of all components is decoded row by row. With several scans, decoders keep the coefficients.
        long frameBytes = scans == 1 && !isProgressive ? 0 : coefficients * 2;
        return new ParsedFile(decoding(frameBytes), known().takenAt(), hasContentCredentials, edits);
    }

    /** Finds the next marker outside of a scan, as a decoder does. */
    private long nextMarker(long from) throws IOException, Refusal {
        long at = find(from);
        while (true) {
            int code = source.u8(at + 1);
            if (code == 0xFF) {
                at++;
            } else if (code == 0) {
                at = find(at + 2);
            } else {
                return at;
            }
        }
    }

    /** Finds the marker at the end of the coded data that starts here. */
    private long endOfScan(long from) throws IOException, Refusal {
        long at = find(from);
        while (true) {
            int code = source.u8(at + 1);
            if (code == 0xFF) {
                at++;
            } else if (code == 0 || isRestart(code)) {
                at = find(at + 2);
            } else {
                return at;
            }
        }
    }

    private long find(long from) throws IOException, Refusal {
        try {
            return source.find((byte) 0xFF, from);
        } catch (Refusal.CutShort e) {
            throw new Refusal.Damaged(
                    "The JPEG ends before its end-of-image marker: it looks cut short. Upload the whole file.");
        }
    }

    private static boolean isRestart(int code) {
        return code >= 0xD0 && code <= 0xD7;
    }

    /** Processes one segment and returns the position after it. */
    private long segment(int code, long marker) throws IOException, Refusal {
        if (isRestart(code) || code == 0x01) {
            // A marker without a segment, which has no meaning outside of a scan.
            edits.cut(marker, marker + 2);
            return marker + 2;
        }
        if (code == SOI) {
            throw new Refusal.Damaged("The JPEG has a second start-of-image marker.");
        }
        Segment segment = new Segment(code, marker, marker + 2 + source.u16(marker + 2));
        if (segment.end < segment.payload() || segment.end > source.size()) {
            throw segment.end > source.size()
                    ? new Refusal.CutShort()
                    : new Refusal.Damaged("The JPEG has a segment with an impossible length.");
        }
        switch (code) {
            case 0xC0, 0xC1, 0xC2 -> frame(segment);
            case 0xC4, 0xDB, 0xDD -> {
                // Huffman tables, quantization tables and the restart interval stay.
            }
            case SOS -> {
                return scan(segment);
            }
            case DNL -> throw new Refusal.Damaged(
                    "The JPEG has its height after its pixels (DNL), which no browser supports.");
            case DAC, COM -> keepOrRemove(segment);
            case 0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xDE, 0xDF, 0xF7 ->
                throw new Refusal.Unsupported(
                        "Browsers do not show this kind of JPEG (lossless, hierarchical or arithmetic).");
            default -> {
                if ((code & 0xF0) != 0xE0) {
                    throw new Refusal.Damaged("The JPEG has a segment of an unknown kind.");
                }
                keepOrRemove(segment);
            }
        }
        return segment.end;
    }

    private void frame(Segment segment) throws IOException, Refusal {
        if (frame != null) {
            throw new Refusal.Damaged("The JPEG has a second frame header.");
        }
        long at = segment.payload();
        components = segment.length() < 6 ? 0 : source.u8(at + 5);
        if (components < 1 || components > 4 || segment.length() != 6 + 3L * components) {
            throw new Refusal.Damaged("The JPEG has a frame header of an impossible length.");
        }
        if (source.u8(at) != 8) {
            throw new Refusal.Unsupported("Browsers do not show this kind of JPEG (not 8 bits per sample).");
        }
        int height = source.u16(at + 1);
        int width = source.u16(at + 3);
        rules.limits().check(NAME, width, height);
        frame = new Dimensions(width, height);
        isProgressive = segment.code == 0xC2;
        coefficients = samples(at + 6, (long) width * height);
    }

    /**
     * The number of samples of all components.
     *
     * @param at the position of the first component; each has at most as many samples as the picture has pixels
     */
    private long samples(long at, long pixels) throws IOException, Refusal {
        int sum = 0;
        int most = 1;
        for (int i = 0; i < components; i++) {
            int factors = source.u8(at + 3L * i + 1);
            int area = (factors >> 4) * (factors & 15);
            sum += area;
            most = Math.max(most, area);
        }
        return pixels * sum / most;
    }

    private long scan(Segment segment) throws IOException, Refusal {
        if (frame == null) {
            throw new Refusal.Damaged("The JPEG has pixels before its frame header.");
        }
        int inScan = segment.length() < 1 ? 0 : source.u8(segment.payload());
        if (inScan < 1 || inScan > 4 || segment.length() != 4 + 2L * inScan) {
            throw new Refusal.Damaged("The JPEG has a scan header of an impossible length.");
        }
        if (++scans > MAX_SCANS || scans * frame.pixels() > MAX_SCANNED_PIXELS) {
            throw new Refusal.Damaged("The JPEG has more scans than a picture of its size needs.");
        }
        return endOfScan(segment.end);
    }

    /** Keeps, edits or removes a segment that is not needed to decode the pixels. */
    private void keepOrRemove(Segment segment) throws IOException, Refusal {
        hasContentCredentials |= segment.code == APP11 && isManifestStore(segment);
        if (scans > 0) {
            // Decoders read metadata before the first scan only.
            edits.cut(segment.marker, segment.end);
            return;
        }
        switch (segment.code) {
            case APP0 -> jfif(segment);
            case APP1 -> exifOrXmp(segment);
            case APP2 -> profile(segment);
            case APP14 -> adobe(segment);
            case COM -> keepIf(rules.removesOnlyLocation() && !Rules.mentionsLocation(payload(segment)), segment);
            default -> edits.cut(segment.marker, segment.end);
        }
    }

    private void keepIf(boolean keep, Segment segment) throws Refusal.Damaged {
        if (!keep) {
            edits.cut(segment.marker, segment.end);
        }
    }

    /** Keeps a part of the colour profile. MPF and others in the same kind of segment are removed. */
    private void profile(Segment segment) throws IOException, Refusal {
        boolean isProfile = startsWith(segment, "ICC_PROFILE\0");
        if (isProfile) {
            profileBytes += segment.length();
            Rules.checkProfile(NAME, profileBytes);
        }
        keepIf(isProfile, segment);
    }

    /** Keeps the JFIF header and removes the thumbnail in it. */
    private void jfif(Segment segment) throws IOException, Refusal {
        if (hasJfif || segment.length() < 14 || !startsWith(segment, "JFIF\0")) {
            edits.cut(segment.marker, segment.end);
            return;
        }
        hasJfif = true;
        if (segment.length() > 14 || source.u16(segment.payload() + 12) != 0) {
            byte[] bare = source.bytes(segment.marker, 18);
            bare[2] = 0;
            bare[3] = 16;
            bare[16] = 0;
            bare[17] = 0;
            edits.replace(segment.marker, segment.end, bare);
        }
    }

    /** Keeps the 12 bytes that tell decoders the colour transform, and removes the rest. */
    private void adobe(Segment segment) throws IOException, Refusal {
        if (segment.length() < 12 || !startsWith(segment, "Adobe")) {
            edits.cut(segment.marker, segment.end);
        } else if (segment.length() > 12) {
            byte[] bare = source.bytes(segment.marker, 16);
            bare[2] = 0;
            bare[3] = 14;
            edits.replace(segment.marker, segment.end, bare);
        }
    }

    /** Never compares bytes after the segment. */
    private boolean startsWith(Segment segment, String text) throws IOException, Refusal {
        return segment.length() >= text.length() && source.hasAt(segment.payload(), text);
    }

    private void exifOrXmp(Segment segment) throws IOException, Refusal {
        if (startsWith(segment, "Exif\0") && segment.length() >= 6) {
            exif(segment);
        } else if (startsWith(segment, XMP)) {
            byte[] packet = payload(segment);
            boolean isReference = C2pa.isReference(packet);
            hasContentCredentials |= isReference;
            keepIf(rules.removesOnlyLocation() && !isReference && !Rules.mentionsLocation(packet), segment);
        } else {
            edits.cut(segment.marker, segment.end);
        }
    }

    /** Whether a box with a manifest store starts in this segment (ISO/IEC 19566-5, annex D). It may need several. */
    private boolean isManifestStore(Segment segment) throws IOException, Refusal {
        return startsWith(segment, "JP") && C2pa.isManifestStore(source, segment.payload() + 8, segment.end);
    }

    /** Keeps the orientation of the first Exif, or all but the location. Any other Exif is removed. */
    private void exif(Segment segment) throws IOException, Refusal {
        if (exif != null) {
            edits.cut(segment.marker, segment.end);
            return;
        }
        byte[] block = source.bytes(segment.payload() + 6, (int) segment.length() - 6);
        Exif found = Exif.read(block);
        exif = found;
        byte[] blockWithoutLocation = rules.removesOnlyLocation() ? ExifWithoutLocation.of(block) : null;
        if (blockWithoutLocation != null) {
            if (!Arrays.equals(block, blockWithoutLocation)) {
                edits.replace(segment.marker, segment.end, app1(blockWithoutLocation));
            }
        } else if (found.orientation() != 1) {
            edits.replace(segment.marker, segment.end, app1(found.orientationOnly()));
        } else {
            edits.cut(segment.marker, segment.end);
        }
    }

    private static byte[] app1(byte[] block) {
        byte[] name = {'E', 'x', 'i', 'f', 0, 0};
        return ByteBuffer.allocate(4 + name.length + block.length)
                .putShort((short) (0xFF00 | APP1))
                .putShort((short) (2 + name.length + block.length))
                .put(name)
                .put(block)
                .array();
    }

    private byte[] payload(Segment segment) throws IOException, Refusal {
        return source.bytes(segment.payload(), (int) segment.length());
    }

    /**
     * A marker, its two length bytes, and its payload.
     *
     * @param marker the position of its {@code FF}
     * @param end the position after the payload
     */
    private record Segment(int code, long marker, long end) {
        long payload() {
            return marker + 4;
        }

        /** The length of the payload in bytes. */
        long length() {
            return end - payload();
        }
    }
}
