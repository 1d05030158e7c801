package dev.darkroom.adapter.imaging.inspect.png;

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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Parses the chunks of a PNG (W3C PNG, third edition, section 5) up to {@code IEND} and verifies every checksum. The
 * stream in {@code IDAT} is inflated only to check that it is not longer than the header allows.
 */
public final class PngParser {
    private static final String NAME = "PNG";
    private static final String SIGNATURE = "\u0089PNG\r\n\u001A\n";
    /** The length, type and checksum of a chunk. */
    private static final int FRAMING_BYTES = 12;

    private static final long MAX_CHUNK_BYTES = Integer.MAX_VALUE;

    /** For each pass: first column, first row, distance between columns, distance between rows. */
    private static final int[][] ADAM7 = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};

    /** The maximum size of all texts together, inflated. */
    private static final long MAX_TEXT_BYTES = 4L * 1024 * 1024;

    /** Chunks for display, for the physical size of the pixels, and for the frames of an animation. */
    private static final Set<String> DISPLAY = Set.of(
            "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "pHYs", "acTL", "fcTL",
            "fdAT");

    private final Source source;
    private final Rules rules;
    private final Edits edits = new Edits();
    private @Nullable Dimensions frame;
    private @Nullable Exif exif;
    private boolean hasContentCredentials;
    private boolean isInterlaced;
    /** Of the decoded picture with an alpha channel. */
    private int bytesPerPixel;
    private boolean needsPalette;
    private boolean hasPalette;
    private boolean hasPixels;
    /** Counts the bytes of the filtered rows (section 7.2); null if they are not inflated. */
    private @Nullable Inflation rows;
    private long textBytes;

    public PngParser(Source source, Rules rules) {
        this.source = source;
        this.rules = rules;
    }

    public ParsedFile parse() throws IOException, Refusal {
        try {
            return chunks();
        } finally {
            if (rows != null) {
                rows.close();
            }
        }
    }

    private ParsedFile chunks() throws IOException, Refusal {
        if (!source.hasAt(0, SIGNATURE)) {
            throw source.size() < SIGNATURE.length()
                    ? new Refusal.CutShort()
                    : new Refusal.Damaged("The PNG's signature is damaged, for example by a transfer in text mode.");
        }
        long at = SIGNATURE.length();
        while (true) {
            Chunk chunk = chunk(at);
            at = chunk.end();
            if (chunk.type.equals("IEND")) {
                edits.cut(at, source.size());
                return parsedFile();
            }
        }
    }

    private ParsedFile parsedFile() throws Refusal.Damaged {
        if (frame == null || !hasPixels) {
            throw new Refusal.Damaged("The PNG has no picture in it.");
        }
        if (needsPalette && !hasPalette) {
            throw new Refusal.Damaged("The PNG's palette is missing.");
        }
        Exif known = exif == null ? Exif.NONE : exif;
        Decoding decoding = new Decoding(
                ContentType.PNG,
                frame,
                known.orientation(),
                isInterlaced ? frame.pixels() * bytesPerPixel : 0);
        return new ParsedFile(decoding, known.takenAt(), hasContentCredentials, edits);
    }

    private Chunk chunk(long at) throws IOException, Refusal {
        source.countPart();
        Chunk chunk = new Chunk(source.fourCc(at + 4), at, source.u32(at));
        if (chunk.length > MAX_CHUNK_BYTES || !chunk.type.chars().allMatch(PngParser::isLetter)) {
            throw new Refusal.Damaged("The PNG has a chunk with an impossible header.");
        }
        if (frame == null) {
            // Before the checksum: "too large" is the more useful message if both are wrong.
            header(chunk);
        }
        if (chunk.end() > source.size()) {
            throw new Refusal.CutShort();
        }
        CRC32 crc = new CRC32();
        source.copy(at + 4, chunk.payload(), crc::update);
        Inflation inflated = chunk.type.equals("IDAT") ? rows : null;
        source.copy(chunk.payload(), chunk.end() - 4, (bytes, offset, length) -> {
            crc.update(bytes, offset, length);
            if (inflated != null) {
                inflated.add(bytes, offset, length);
            }
        });
        if (crc.getValue() != source.u32(chunk.end() - 4)) {
            throw new Refusal.Damaged("The PNG is damaged: the checksum of a chunk does not match.");
        }
        if (chunk.isCritical()) {
            critical(chunk);
        } else {
            ancillary(chunk);
        }
        return chunk;
    }

    private static boolean isLetter(int character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    private void header(Chunk chunk) throws IOException, Refusal {
        if (!chunk.type.equals("IHDR") || chunk.length != 13) {
            throw new Refusal.Damaged("The PNG does not start with its header.");
        }
        long at = chunk.payload();
        long width = source.u32(at);
        long height = source.u32(at + 4);
        rules.limits().check(NAME, width, height);
        int colourType = source.u8(at + 9);
        if (!isDepth(source.u8(at + 8), colourType)
                || source.u8(at + 10) != 0
                || source.u8(at + 11) != 0
                || source.u8(at + 12) > 1) {
            throw new Refusal.Damaged("The PNG's header has an impossible combination of values.");
        }
        isInterlaced = source.u8(at + 12) == 1;
        bytesPerPixel = (colourType == 0 || colourType == 4 ? 2 : 4) * (source.u8(at + 8) == 16 ? 2 : 1);
        needsPalette = colourType == 3;
        frame = new Dimensions((int) width, (int) height);
        if (rules.inflates()) {
            int bitsPerPixel = samples(colourType) * source.u8(at + 8);
            rows = new Inflation(
                    isInterlaced ? interlacedBytes(width, height, bitsPerPixel) : bytes(width, height, bitsPerPixel));
        }
    }

    private static int samples(int colourType) {
        return switch (colourType) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
    }

    /** Each row starts with one byte for its filter. */
    private static long bytes(long width, long height, int bitsPerPixel) {
        return width == 0 ? 0 : height * (1 + (width * bitsPerPixel + 7) / 8);
    }

    /** The seven passes of Adam7 (section 8.2). */
    private static long interlacedBytes(long width, long height, int bitsPerPixel) {
        long bytes = 0;
        for (int[] pass : ADAM7) {
            bytes += bytes(
                    (width - pass[0] + pass[2] - 1) / pass[2],
                    (height - pass[1] + pass[3] - 1) / pass[3],
                    bitsPerPixel);
        }
        return bytes;
    }

    private static boolean isDepth(int bits, int colourType) {
        return switch (colourType) {
            case 0 -> bits == 1 || bits == 2 || bits == 4 || bits == 8 || bits == 16;
            case 3 -> bits == 1 || bits == 2 || bits == 4 || bits == 8;
            case 2, 4, 6 -> bits == 8 || bits == 16;
            default -> false;
        };
    }

    private void critical(Chunk chunk) throws IOException, Refusal {
        switch (chunk.type) {
            case "IHDR" -> {
                if (chunk.start != SIGNATURE.length()) {
                    throw new Refusal.Damaged("The PNG has a second header.");
                }
            }
            case "PLTE" -> hasPalette = true;
            case "IDAT" -> {
                hasPixels |= chunk.length > 0;
                if (rows != null && rows.isTooLong()) {
                    throw new Refusal.Damaged("The PNG contains more pixels than its header says.");
                }
            }
            case "IEND" -> {
                if (chunk.length != 0) {
                    throw new Refusal.Damaged("The PNG's end chunk has an impossible length.");
                }
            }
            default -> throw new Refusal.Damaged("The PNG has a chunk that no decoder knows.");
        }
    }

    private void ancillary(Chunk chunk) throws IOException, Refusal {
        if (chunk.type.equals("zTXt") || chunk.type.equals("iTXt")) {
            textBytes += inflatedBytes(chunk, MAX_TEXT_BYTES);
            if (textBytes > MAX_TEXT_BYTES) {
                throw new Refusal.Damaged("The texts of the PNG are larger than 4 MiB.");
            }
        }
        hasContentCredentials |= isContentCredentials(chunk);
        if (DISPLAY.contains(chunk.type)) {
            if (chunk.type.equals("iCCP")) {
                Rules.checkProfile(NAME, inflatedBytes(chunk, Rules.MAX_PROFILE_BYTES));
            }
        } else if (chunk.type.equals("eXIf")) {
            exif(chunk);
        } else if (!rules.removesOnlyLocation() || mayNameLocation(chunk)) {
            edits.cut(chunk.start, chunk.end());
        }
    }

    /** A manifest store, or XMP that refers to one. */
    private boolean isContentCredentials(Chunk chunk) throws IOException, Refusal {
        return switch (chunk.type) {
            case "caBX" -> true;
            case "iTXt" -> C2pa.isReference(
                    source.bytes(chunk.payload(), (int) Math.min(chunk.length, C2pa.MAX_XMP_BYTES)));
            default -> false;
        };
    }

    /**
     * The number of bytes of a chunk after its compressed data is inflated. If it exceeds the limit, the result is any
     * number above the limit.
     *
     * @see "W3C PNG, third edition, sections 11.3.2.3, 11.3.3.3 and 11.3.3.4"
     */
    private long inflatedBytes(Chunk chunk, long limit) throws IOException, Refusal {
        long end = chunk.end() - 4;
        long at = afterNul(chunk.payload(), end) + 1;
        if (chunk.type.equals("iTXt")) {
            boolean isCompressed = at < end && source.u8(at - 1) != 0;
            if (!isCompressed) {
                return chunk.length;
            }
            at = afterNul(afterNul(at + 1, end), end);
        }
        if (!rules.inflates() || at >= end) {
            return chunk.length;
        }
        try (Inflation inflation = new Inflation(limit)) {
            inflation.add(source, at, end);
            return Math.max(inflation.count(), chunk.length);
        }
    }

    private long afterNul(long from, long end) throws IOException, Refusal {
        long at = from;
        while (at < end && source.u8(at) != 0) {
            at++;
        }
        return at + 1;
    }

    /** Keeps the orientation of the first Exif, or all but the location. Any other Exif is removed. */
    private void exif(Chunk chunk) throws IOException, Refusal {
        if (exif != null) {
            edits.cut(chunk.start, chunk.end());
            return;
        }
        byte[] block = source.bytes(chunk.payload(), (int) Math.min(chunk.length, Exif.MAX_BYTES));
        // Browsers ignore the orientation in an Exif after the pixels. The time in it is used.
        Exif found = hasPixels ? Exif.read(block).upright() : Exif.read(block);
        exif = found;
        boolean whole = block.length == chunk.length;
        byte[] blockWithoutLocation = whole && rules.removesOnlyLocation() ? ExifWithoutLocation.of(block) : null;
        if (blockWithoutLocation != null) {
            if (!Arrays.equals(block, blockWithoutLocation)) {
                edits.replace(chunk.start, chunk.end(), eXIf(blockWithoutLocation));
            }
        } else if (found.orientation() != 1) {
            edits.replace(chunk.start, chunk.end(), eXIf(found.orientationOnly()));
        } else {
            edits.cut(chunk.start, chunk.end());
        }
    }

    private static byte[] eXIf(byte[] block) {
        byte[] type = "eXIf".getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(block);
        return ByteBuffer.allocate(FRAMING_BYTES + block.length)
                .putInt(block.length)
                .put(type)
                .put(block)
                .putInt((int) crc.getValue())
                .array();
    }

    /**
     * True for everything that can't be searched: compressed text, ImageMagick's "Raw profile type exif", unknown
     * chunks.
     */
    private boolean mayNameLocation(Chunk chunk) throws IOException, Refusal {
        return switch (chunk.type) {
            case "tIME" -> false;
            case "tEXt", "iTXt" -> {
                if (chunk.length > Exif.MAX_BYTES) {
                    yield true;
                }
                byte[] text = source.bytes(chunk.payload(), (int) chunk.length);
                yield isCompressed(chunk, text)
                        || isRawProfile(text)
                        || Rules.mentionsLocation(text)
                        || C2pa.isReference(text);
            }
            default -> true;
        };
    }

    /** The byte after the NUL of the keyword is the compression flag of {@code iTXt}. */
    private static boolean isCompressed(Chunk chunk, byte[] text) {
        int keywordEnd = 0;
        while (keywordEnd < text.length && text[keywordEnd] != 0) {
            keywordEnd++;
        }
        return chunk.type.equals("iTXt") && (keywordEnd + 1 >= text.length || text[keywordEnd + 1] != 0);
    }

    private static boolean isRawProfile(byte[] text) {
        String start = new String(text, 0, Math.min(text.length, 11), StandardCharsets.ISO_8859_1);
        return start.toLowerCase(Locale.ROOT).equals("raw profile");
    }

    /** @param length of the payload */
    private record Chunk(String type, long start, long length) {
        long payload() {
            return start + 8;
        }

        long end() {
            return start + FRAMING_BYTES + length;
        }

        boolean isCritical() {
            return Character.isUpperCase(type.charAt(0));
        }
    }
}
