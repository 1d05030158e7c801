package dev.darkroom.adapter.imaging.inspect.heif;

import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of one box in their order. To read past its end throws {@link Refusal.Damaged}. */
final class BoxReader {
    private static final int MAX_TEXT_BYTES = 256;

    private final Source source;
    private final long end;
    private long at;

    private BoxReader(Source source, long at, long end) {
        this.source = source;
        this.at = at;
        this.end = end;
    }

    /** Starts at the first byte of the payload. */
    static BoxReader of(Source source, Box box) {
        return new BoxReader(source, box.payload(), box.end());
    }

    /** Starts after the version and the flags. */
    static BoxReader afterVersion(Source source, Box box) {
        return new BoxReader(source, box.afterVersion(), box.end());
    }

    /** The position of the next field. */
    long at() {
        return at;
    }

    boolean hasMore() {
        return at < end;
    }

    int u8() throws IOException, Refusal {
        return (int) unsigned(1);
    }

    int u16() throws IOException, Refusal {
        return (int) unsigned(2);
    }

    long u32() throws IOException, Refusal {
        return unsigned(4);
    }

    /** Reads a number of 0 to 8 bytes. A number of 0 bytes is 0. */
    long unsigned(int bytes) throws IOException, Refusal {
        if (bytes > end - at) {
            throw new Refusal.Damaged("The AVIF or HEIF file has a box that is shorter than its fields.");
        }
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | source.u8(at++);
        }
        if (value < 0) {
            throw new Refusal.Damaged("The AVIF or HEIF file has a field of an impossible value.");
        }
        return value;
    }

    /** Reads the header of the box at this position and skips the box. */
    Box box() throws IOException, Refusal {
        Box box = Box.read(source, at, end);
        at = box.end();
        return box;
    }

    String fourCc() throws IOException, Refusal {
        long from = at;
        u32();
        return source.fourCc(from);
    }

    /** Reads text up to its NUL or the end of the box. */
    String text() throws IOException, Refusal {
        byte[] text = new byte[MAX_TEXT_BYTES];
        int length = 0;
        while (at < end) {
            int character = u8();
            if (character == 0) {
                break;
            }
            if (length < MAX_TEXT_BYTES) {
                text[length++] = (byte) character;
            }
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }
}
