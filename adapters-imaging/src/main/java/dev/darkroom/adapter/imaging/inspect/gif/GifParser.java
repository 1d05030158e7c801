package dev.darkroom.adapter.imaging.inspect.gif;

import dev.darkroom.adapter.imaging.inspect.file.C2pa;
import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.inspect.file.Edits;
import dev.darkroom.adapter.imaging.inspect.file.ParsedFile;
import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Rules;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Parses the blocks of a GIF (GIF89a specification, CompuServe 1990) up to its trailer. The size of the picture is that
 * of the logical screen, extended by the first frame if that is larger, as browsers and libvips show it. The frames
 * with their control blocks, the loop count and the colour profile are kept. Comments, plain text, XMP and the blocks
 * of all other applications are removed, with {@link dev.darkroom.adapter.imaging.inspect.file.MetadataPolicy#LOCATION}
 * too.
 */
public final class GifParser {
    private static final String NAME = "GIF";
    /** Of two canvases: the picture, and the one on which frames are drawn. */
    private static final int BYTES_PER_PIXEL = 8;
    private static final long SCREEN_DESCRIPTOR_END = 13L;
    private static final int FRAME_DESCRIPTOR_BYTES = 10;

    private static final int EXTENSION = 0x21;
    private static final int FRAME = 0x2C;
    private static final int TRAILER = 0x3B;
    private static final int GRAPHIC_CONTROL = 0xF9;
    private static final int APPLICATION = 0xFF;
    /** The length (11), the name of the application (8 bytes) and its code (3 bytes). */
    private static final int APPLICATION_HEADER_BYTES = 12;
    /** A loop count with its end takes 5 bytes, a buffer size 6 more. */
    private static final int MAX_LOOP_BYTES = 16;

    private final Source source;
    private final Rules rules;
    private final Edits edits = new Edits();
    private @Nullable Dimensions displayed;
    private boolean hasContentCredentials;
    private int width;
    private int height;

    public GifParser(Source source, Rules rules) {
        this.source = source;
        this.rules = rules;
    }

    public ParsedFile parse() throws IOException, Refusal {
        width = source.u16le(6);
        height = source.u16le(8);
        rules.limits().check(NAME, width, height);
        long at = SCREEN_DESCRIPTOR_END + colourTableBytes(source.u8(10));
        while (true) {
            source.countPart();
            switch (source.u8(at)) {
                case FRAME -> at = frame(at);
                case EXTENSION -> at = extension(at);
                case TRAILER -> {
                    edits.cut(at + 1, source.size());
                    if (displayed == null) {
                        throw new Refusal.Damaged("The GIF has no picture in it.");
                    }
                    long canvasBytes = new Dimensions(width, height).pixels() * BYTES_PER_PIXEL;
                    return new ParsedFile(
                            new Decoding(ContentType.GIF, displayed, 1, canvasBytes),
                            null,
                            hasContentCredentials,
                            edits);
                }
                default -> throw new Refusal.Damaged("The GIF has a block of an unknown kind.");
            }
        }
    }

    private static int colourTableBytes(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    /** Checks the canvas of all frames so far: a decoder allocates it even for a single pixel in its corner. */
    private long frame(long at) throws IOException, Refusal {
        int frameWidth = source.u16le(at + 5);
        int frameHeight = source.u16le(at + 7);
        rules.limits().check(NAME, frameWidth, frameHeight);
        width = Math.max(width, source.u16le(at + 1) + frameWidth);
        height = Math.max(height, source.u16le(at + 3) + frameHeight);
        rules.limits().check(NAME, width, height);
        if (displayed == null) {
            displayed = new Dimensions(width, height);
        }
        long data = at + FRAME_DESCRIPTOR_BYTES + colourTableBytes(source.u8(at + 9));
        return endOfSubBlocks(data + 1);
    }

    private long extension(long at) throws IOException, Refusal {
        long end = endOfSubBlocks(at + 2);
        boolean keep =
                switch (source.u8(at + 1)) {
                    case GRAPHIC_CONTROL -> true;
                    case APPLICATION -> {
                        hasContentCredentials |= isContentCredentials(at + 2, end);
                        yield isForDisplay(at + 2, end);
                    }
                    default -> false;
                };
        if (!keep) {
            edits.cut(at, end);
        }
        return end;
    }

    private boolean isForDisplay(long at, long end) throws IOException, Refusal {
        boolean isLoop = source.hasAt(at, "\u000BNETSCAPE2.0") || source.hasAt(at, "\u000BANIMEXTS1.0");
        if (isLoop) {
            return end - at - APPLICATION_HEADER_BYTES <= MAX_LOOP_BYTES;
        }
        boolean isProfile = source.hasAt(at, "\u000BICCRGBG1012");
        if (isProfile) {
            Rules.checkProfile(NAME, end - at);
        }
        return isProfile;
    }

    /** A manifest store, or XMP that refers to one. */
    private boolean isContentCredentials(long at, long end) throws IOException, Refusal {
        if (!source.hasAt(at, "\u000BXMP DataXMP")) {
            return source.hasAt(at, "\u000BC2PA_GIF");
        }
        long from = at + APPLICATION_HEADER_BYTES;
        byte[] blocks = source.bytes(from, (int) Math.min(end - from, C2pa.MAX_XMP_BYTES));
        // XMP is one text that ignores the sub-blocks (ISO 16684-3), but some writers divide it into sub-blocks.
        return C2pa.isReference(blocks) || C2pa.isReference(joined(blocks));
    }

    private static byte[] joined(byte[] blocks) {
        var data = new ByteArrayOutputStream(blocks.length);
        for (int at = 0; at < blocks.length;) {
            int length = Math.min(blocks[at] & 0xFF, blocks.length - at - 1);
            data.write(blocks, at + 1, length);
            at += 1 + length;
        }
        return data.toByteArray();
    }

    /** Each sub-block starts with its length; one of length 0 is the last. */
    private long endOfSubBlocks(long from) throws IOException, Refusal {
        long at = from;
        int length;
        do {
            length = source.u8(at);
            at += 1 + length;
        } while (length > 0);
        return at;
    }
}
