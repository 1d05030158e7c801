package dev.darkroom.adapter.imaging.inspect.jpeg;

import dev.darkroom.adapter.imaging.inspect.exif.Exif;
import dev.darkroom.adapter.imaging.inspect.exif.ExifWithoutLocation;
import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.inspect.file.Edits;
import dev.darkroom.adapter.imaging.inspect.file.Findings;
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
 * Walks over the marker segments of a JPEG (ITU-T T.81, annex B) up to its end-of-image mark.
 *
 * <p>Accepted are the processes that browsers show: baseline, extended sequential and progressive with Huffman coding and
 * 8 bits a sample. Lossless, hierarchical and arithmetic coding are unsupported. A height that follows the pixels (DNL)
 * would come too late for the limits and counts as damage.
 *
 * <p>Bytes between segments that are no marker are what every decoder skips; they are removed. In a scan every {@code FF}
 * is looked at, nothing is decoded.
 */
public final class JpegParser {
    private static final String NAME = "JPEG";
    /** Large colour profiles take 255, progressive scans some dozens with their tables. */
    private static final int MAX_SEGMENTS = 10_000;
    /** Real progressive pictures have about ten. Each costs a decoder a pass over all pixels, however short it is. */
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
    private static final int APP14 = 0xEE;
    private static final int COM = 0xFE;

    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    private final Source source;
    private final Rules rules;
    private final Edits edits = new Edits();
    private @Nullable Dimensions frame;
    private @Nullable Exif exif;
    private boolean hasJfif;
    private boolean isProgressive;
    private int components;
    /** Of all components, as many as they have samples. */
    private long coefficients;
    private int scans;
    private long profileBytes;

    public JpegParser(Source source, Rules rules) {
        this.source = source;
        this.rules = rules;
    }

    public Findings walk() throws IOException, Refusal {
        long at = 2;
        for (int segments = 0; segments < MAX_SEGMENTS; segments++) {
            long marker = nextMarker(at);
            edits.cut(at, marker);
            int code = source.u8(marker + 1);
            if (code == EOI) {
                edits.cut(marker + 2, source.size());
                return findings();
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

    private Findings findings() throws Refusal.Damaged {
        if (scans == 0) {
            throw new Refusal.Damaged("The JPEG has no picture in it.");
        }
        // One scan of all components is decoded row by row; of several, decoders keep the coefficients.
        long frameBytes = scans == 1 && !isProgressive ? 0 : coefficients * 2;
        return new Findings(decoding(frameBytes), known().takenAt(), edits);
    }

    /** The position of the next marker outside of a scan, as a decoder looks for it. */
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

    /** The position of the marker that ends the coded data which starts here. */
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
                    "The JPEG ends before its end-of-image mark: it looks cut short. Upload the whole file.");
        }
    }

    private static boolean isRestart(int code) {
        return code >= 0xD0 && code <= 0xD7;
    }

    /** Deals with one segment and gives the position behind it. */
    private long segment(int code, long marker) throws IOException, Refusal {
        if (isRestart(code) || code == 0x01) {
            // Stands alone, and says nothing outside of a scan.
            edits.cut(marker, marker + 2);
            return marker + 2;
        }
        if (code == SOI) {
            throw new Refusal.Damaged("The JPEG starts a second time in its middle.");
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
                    "The JPEG gives its height behind its pixels (DNL), which no browser reads.");
            case DAC, COM -> dispose(segment);
            case 0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xDE, 0xDF, 0xF7 ->
                throw new Refusal.Unsupported(
                        "This kind of JPEG (lossless, hierarchical or arithmetic) is not shown by browsers.");
            default -> {
                if ((code & 0xF0) != 0xE0) {
                    throw new Refusal.Damaged("The JPEG has a segment of an unknown kind.");
                }
                dispose(segment);
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
            throw new Refusal.Unsupported("This kind of JPEG (not 8 bits a sample) is not shown by browsers.");
        }
        int height = source.u16(at + 1);
        int width = source.u16(at + 3);
        rules.limits().check(NAME, width, height);
        frame = new Dimensions(width, height);
        isProgressive = segment.code == 0xC2;
        coefficients = samples(at + 6, (long) width * height);
    }

    /** Of components whose sampling factors start here; each is sampled as often as the pixels, or less. */
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
    private void dispose(Segment segment) throws IOException, Refusal {
        if (scans > 0) {
            // Decoders have set themselves up by now: what comes later is not for them.
            edits.cut(segment.marker, segment.end);
            return;
        }
        switch (segment.code) {
            case APP0 -> jfif(segment);
            case APP1 -> exifOrXmp(segment);
            case APP2 -> profile(segment);
            case APP14 -> adobe(segment);
            case COM -> keepIf(rules.keepsAllButLocation() && !mentionsPlace(segment), segment);
            default -> edits.cut(segment.marker, segment.end);
        }
    }

    private void keepIf(boolean keep, Segment segment) throws Refusal.Damaged {
        if (!keep) {
            edits.cut(segment.marker, segment.end);
        }
    }

    /** One piece of it; MPF and others in segments of the same kind go. */
    private void profile(Segment segment) throws IOException, Refusal {
        boolean isProfile = startsWith(segment, "ICC_PROFILE\0");
        if (isProfile) {
            profileBytes += segment.length();
            Rules.checkProfile(NAME, profileBytes);
        }
        keepIf(isProfile, segment);
    }

    /** The thumbnail in it goes. */
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

    /** Tells decoders which colour transform was used; twelve bytes, anything behind them goes. */
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

    /** What stands behind a segment that is shorter than the text is none of it. */
    private boolean startsWith(Segment segment, String text) throws IOException, Refusal {
        return segment.length() >= text.length() && source.hasAt(segment.payload(), text);
    }

    private void exifOrXmp(Segment segment) throws IOException, Refusal {
        if (startsWith(segment, "Exif\0") && segment.length() >= 6) {
            exif(segment);
        } else {
            boolean keep = rules.keepsAllButLocation()
                    && startsWith(segment, XMP)
                    && !mentionsPlace(segment);
            keepIf(keep, segment);
        }
    }

    /** The first Exif counts, and the orientation in it stays where it was. Any other goes. */
    private void exif(Segment segment) throws IOException, Refusal {
        if (exif != null) {
            edits.cut(segment.marker, segment.end);
            return;
        }
        byte[] block = source.bytes(segment.payload() + 6, (int) segment.length() - 6);
        Exif found = Exif.read(block);
        exif = found;
        byte[] blockWithoutLocation = rules.keepsAllButLocation() ? ExifWithoutLocation.of(block) : null;
        if (blockWithoutLocation != null) {
            if (!Arrays.equals(block, blockWithoutLocation)) {
                edits.replace(segment.marker, segment.end, app1(blockWithoutLocation));
            }
        } else if (found.orientation() != 1) {
            edits.replace(segment.marker, segment.end, app1(found.minimal()));
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

    private boolean mentionsPlace(Segment segment) throws IOException, Refusal {
        return Rules.mentionsPlace(source.bytes(segment.payload(), (int) segment.length()));
    }

    /**
     * A marker with its two length bytes and its payload.
     *
     * @param marker the position of its {@code FF}
     * @param end the position behind it
     */
    private record Segment(int code, long marker, long end) {
        long payload() {
            return marker + 4;
        }

        /** Of the payload. */
        long length() {
            return end - payload();
        }
    }
}
