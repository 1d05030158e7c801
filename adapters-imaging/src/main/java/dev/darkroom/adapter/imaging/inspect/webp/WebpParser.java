package dev.darkroom.adapter.imaging.inspect.webp;

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
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Parses the chunks of a WebP (RFC 9649) up to the end that its RIFF header declares. The size in the header of every
 * VP8 or VP8L stream must agree with the size that the file declares; the streams are not decoded. No browser applies
 * the Exif orientation of a WebP, so it does not change the size as displayed. It is kept for other viewers.
 */
public final class WebpParser {
    private static final String NAME = "WebP";
    /** Of the decoded picture, and of the canvas on which it is drawn. */
    private static final int BYTES_PER_PIXEL = 8;
    private static final int HEADER_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int FRAME_HEADER_BYTES = 16;
    /** An animation of five minutes. The time that libwebp needs to list the frames is quadratic in their number. */
    private static final int MAX_FRAMES = 10_000;

    private static final int FLAGS_AT = HEADER_BYTES + CHUNK_HEADER_BYTES;
    private static final int HAS_EXIF = 0x08;
    private static final int HAS_XMP = 0x04;
    private static final int IS_ANIMATED = 0x02;

    private final Source source;
    private final Rules rules;
    private final Edits edits = new Edits();
    /** From the header of an extended file; null for a simple file. */
    private @Nullable Dimensions canvas;
    private int flags;
    private int keptFlags;
    private @Nullable Dimensions frame;
    private @Nullable Exif exif;
    private int frames;
    private boolean hasContentCredentials;

    public WebpParser(Source source, Rules rules) {
        this.source = source;
        this.rules = rules;
    }

    public ParsedFile parse() throws IOException, Refusal {
        long riffBytes = source.u32le(4);
        long end = CHUNK_HEADER_BYTES + riffBytes;
        if (end > source.size()) {
            throw new Refusal.CutShort();
        }
        for (long at = HEADER_BYTES; at < end;) {
            Chunk chunk = Chunk.read(source, at, end);
            chunk(chunk);
            at = chunk.end();
        }
        if (frame == null) {
            throw new Refusal.Damaged("The WebP has no picture in it.");
        }
        correctHeader(riffBytes);
        edits.cut(end, source.size());
        Dimensions stored = canvas == null ? frame : canvas;
        return new ParsedFile(
                Decoding.whole(ContentType.WEBP, stored, BYTES_PER_PIXEL),
                exif == null ? null : exif.takenAt(),
                hasContentCredentials,
                edits);
    }

    /** Corrects the flags and the length, which depend on what was removed before the end. */
    private void correctHeader(long riffBytes) throws Refusal.Damaged {
        if (canvas != null && flags != keptFlags) {
            edits.replace(FLAGS_AT, FLAGS_AT + 1, new byte[]{(byte) keptFlags});
        }
        long growth = edits.growth();
        if (growth != 0) {
            edits.replace(4, 8, u32le(riffBytes + growth));
        }
    }

    private void chunk(Chunk chunk) throws IOException, Refusal {
        switch (chunk.type) {
            case "VP8X" -> header(chunk);
            case "VP8 ", "VP8L" -> picture(chunk);
            case "ICCP", "ALPH", "ANIM" -> {
                if (canvas == null) {
                    edits.cut(chunk.start, chunk.end());
                } else if (chunk.type.equals("ICCP")) {
                    Rules.checkProfile(NAME, chunk.length);
                }
            }
            case "ANMF" -> animationFrame(chunk);
            case "EXIF" -> exif(chunk);
            case "XMP " -> {
                if (keepsXmp(chunk)) {
                    keptFlags |= HAS_XMP;
                } else {
                    edits.cut(chunk.start, chunk.end());
                }
            }
            case "C2PA" -> {
                hasContentCredentials = true;
                edits.cut(chunk.start, chunk.end());
            }
            default -> edits.cut(chunk.start, chunk.end());
        }
    }

    private void header(Chunk chunk) throws IOException, Refusal {
        if (chunk.start != HEADER_BYTES || chunk.length != 10) {
            throw new Refusal.Damaged("The WebP has its header in the wrong place or of an impossible length.");
        }
        flags = source.u8(chunk.payload());
        keptFlags = flags & ~(HAS_EXIF | HAS_XMP);
        int width = 1 + source.u24le(chunk.payload() + 4);
        int height = 1 + source.u24le(chunk.payload() + 7);
        rules.limits().check(NAME, width, height);
        canvas = new Dimensions(width, height);
    }

    /** The single picture of a file that is not animated. */
    private void picture(Chunk chunk) throws IOException, Refusal {
        if (frame != null || (flags & IS_ANIMATED) != 0) {
            throw new Refusal.Damaged("The WebP has more pictures than it declares.");
        }
        frame = bitstream(chunk);
        if (canvas != null && !canvas.equals(frame)) {
            throw new Refusal.Damaged("The WebP's picture does not have the size that the file declares.");
        }
    }

    private void animationFrame(Chunk chunk) throws IOException, Refusal {
        if (canvas == null || (flags & IS_ANIMATED) == 0 || chunk.length < FRAME_HEADER_BYTES) {
            throw new Refusal.Damaged("The WebP has a frame of an animation that it does not declare.");
        }
        if (++frames > MAX_FRAMES) {
            throw new Refusal.Damaged("The WebP has more than " + MAX_FRAMES + " frames.");
        }
        int width = 1 + source.u24le(chunk.payload() + 6);
        int height = 1 + source.u24le(chunk.payload() + 9);
        long right = 2L * source.u24le(chunk.payload()) + width;
        long bottom = 2L * source.u24le(chunk.payload() + 3) + height;
        if (right > canvas.width() || bottom > canvas.height()) {
            throw new Refusal.Damaged("The WebP has a frame outside of its canvas.");
        }
        Dimensions found = null;
        long end = chunk.payload() + chunk.length;
        for (long at = chunk.payload() + FRAME_HEADER_BYTES; at < end;) {
            Chunk part = Chunk.read(source, at, end);
            switch (part.type) {
                case "VP8 ", "VP8L" -> found = bitstream(part);
                case "ALPH" -> {
                    // Belongs to the picture.
                }
                default -> edits.blank(part.payload(), part.payload() + part.length);
            }
            at = part.end();
        }
        if (!new Dimensions(width, height).equals(found)) {
            throw new Refusal.Damaged("The WebP has a frame whose picture is missing or has another size.");
        }
        frame = found;
    }

    /** Reads the size from the header of a VP8 (RFC 6386, section 9.1) or VP8L (RFC 9649, section 3.4) stream. */
    private Dimensions bitstream(Chunk chunk) throws IOException, Refusal {
        long at = chunk.payload();
        int width;
        int height;
        if (chunk.type.equals("VP8L")) {
            long bits = chunk.length < 5 || source.u8(at) != 0x2F ? -1 : source.u32le(at + 1);
            if (bits < 0 || bits >>> 29 != 0) {
                throw damagedStream();
            }
            width = 1 + (int) (bits & 0x3FFF);
            height = 1 + (int) (bits >> 14 & 0x3FFF);
        } else {
            int tag = chunk.length < 10 ? -1 : source.u24le(at);
            boolean isKeyFrame = (tag & 1) == 0;
            int firstPartBytes = tag >>> 5;
            if (tag < 0 || !isKeyFrame || firstPartBytes >= chunk.length
                    || !source.hasAt(at + 3, "\u009D\u0001*")) {
                throw damagedStream();
            }
            width = source.u16le(at + 6) & 0x3FFF;
            height = source.u16le(at + 8) & 0x3FFF;
        }
        rules.limits().check(NAME, width, height);
        return new Dimensions(width, height);
    }

    private static Refusal.Damaged damagedStream() {
        return new Refusal.Damaged("The WebP has a picture whose header is damaged.");
    }

    /** Keeps the orientation of the first Exif, or all but the location. Any other Exif is removed. */
    private void exif(Chunk chunk) throws IOException, Refusal {
        // In a simple file no decoder reads it.
        if (canvas == null || exif != null) {
            edits.cut(chunk.start, chunk.end());
            return;
        }
        // Some writers add the prefix that belongs to a JPEG only.
        int prefix = source.hasAt(chunk.payload(), "Exif\0\0") && chunk.length >= 6 ? 6 : 0;
        byte[] block = source.bytes(
                chunk.payload() + prefix, (int) Math.min(chunk.length - prefix, Exif.MAX_BYTES));
        Exif found = Exif.read(block);
        exif = found;
        boolean whole = block.length == chunk.length - prefix;
        byte[] blockWithoutLocation =
                whole && rules.removesOnlyLocation() ? ExifWithoutLocation.of(block) : null;
        if (blockWithoutLocation != null) {
            keptFlags |= HAS_EXIF;
            if (!Arrays.equals(block, blockWithoutLocation)) {
                edits.replace(chunk.start, chunk.end(), exifChunk(blockWithoutLocation));
            }
        } else if (found.orientation() != 1) {
            keptFlags |= HAS_EXIF;
            edits.replace(chunk.start, chunk.end(), exifChunk(found.orientationOnly()));
        } else {
            edits.cut(chunk.start, chunk.end());
        }
    }

    private static byte[] exifChunk(byte[] block) {
        return ByteBuffer.allocate(CHUNK_HEADER_BYTES + block.length + (block.length & 1))
                .put("EXIF".getBytes(StandardCharsets.US_ASCII))
                .put(u32le(block.length))
                .put(block)
                .array();
    }

    private boolean keepsXmp(Chunk chunk) throws IOException, Refusal {
        byte[] packet = source.bytes(chunk.payload(), (int) Math.min(chunk.length, C2pa.MAX_XMP_BYTES));
        boolean isReference = C2pa.isReference(packet);
        hasContentCredentials |= isReference;
        return canvas != null
                && rules.removesOnlyLocation()
                && packet.length == chunk.length
                && !isReference
                && !Rules.mentionsLocation(packet);
    }

    private static byte[] u32le(long value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) value)
                .array();
    }

    /**
     * @param length of the payload
     * @param end the position after the padding of an odd length, which some writers omit from the last chunk
     */
    private record Chunk(String type, long start, long length, long end) {
        /** Reads a chunk. It must end within its parent, which ends at {@code limit}. */
        static Chunk read(Source source, long at, long limit) throws IOException, Refusal {
            source.countPart();
            long length = at + CHUNK_HEADER_BYTES > limit ? -1 : source.u32le(at + 4);
            long end = at + CHUNK_HEADER_BYTES + length;
            if (length < 0 || end > limit) {
                throw new Refusal.Damaged("The WebP has a chunk that reaches beyond its end.");
            }
            return new Chunk(source.fourCc(at), at, length, Math.min(limit, end + (length & 1)));
        }

        long payload() {
            return start + CHUNK_HEADER_BYTES;
        }
    }
}
