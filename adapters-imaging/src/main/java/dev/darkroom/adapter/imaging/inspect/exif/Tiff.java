package dev.darkroom.adapter.imaging.inspect.exif;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A block of TIFF directories in memory (TIFF 6.0, section 2), as Exif uses it. Offsets are followed only from the
 * first directory to those that Exif defines, so the work is bounded by the size of the block. Values outside of the
 * block count as missing.
 */
final class Tiff {
    static final int ENTRY_BYTES = 12;
    /** Values up to this size are stored in their entry. */
    static final int INLINE_BYTES = 4;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int ASCII = 2;
    /** The texts that are read are dates. */
    private static final int MAX_TEXT_BYTES = 64;

    /** The pointer from the first directory to the Exif directory. */
    static final int EXIF_DIRECTORY = 0x8769;

    /** The size of a value in bytes, by its type (1–12). */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

    private final byte[] bytes;
    /** The same bytes, with the byte order that they declare. */
    private final ByteBuffer block;

    private Tiff(byte[] bytes, ByteBuffer block) {
        this.bytes = bytes;
        this.block = block;
    }

    /** Returns null if the bytes do not start with a TIFF header. */
    static @Nullable Tiff of(byte[] bytes) {
        ByteBuffer block = ByteBuffer.wrap(bytes);
        if (bytes.length < 8) {
            return null;
        }
        switch (block.getShort(0)) {
            case 0x4949 -> block.order(ByteOrder.LITTLE_ENDIAN);
            case 0x4D4D -> block.order(ByteOrder.BIG_ENDIAN);
            default -> {
                return null;
            }
        }
        return block.getShort(2) == 42 ? new Tiff(bytes, block) : null;
    }

    ByteOrder order() {
        return block.order();
    }

    /** The first four bytes: byte order and version. */
    byte[] start() {
        return Arrays.copyOf(bytes, 4);
    }

    /** The bytes of the value of an entry. */
    byte[] value(Entry entry) {
        return Arrays.copyOfRange(bytes, entry.from, entry.from + entry.length);
    }

    Directory firstDirectory() {
        return directory(u32(4));
    }

    /** The directory at an offset. Empty if there is none; without the missing entries if it is incomplete. */
    Directory directory(long offset) {
        if (offset < 8 || offset > block.limit() - 2) {
            return new Directory(0, 0);
        }
        int at = (int) offset;
        return new Directory(at, Math.min(u16(at), (block.limit() - 2 - at) / ENTRY_BYTES));
    }

    private int u16(int at) {
        return Short.toUnsignedInt(block.getShort(at));
    }

    private long u32(int at) {
        return Integer.toUnsignedLong(block.getInt(at));
    }

    /**
     * A field of a directory.
     *
     * @param type the number of the type of its values
     * @param count the number of values
     * @param from the position of the values in the block
     * @param length the length of the values in bytes; 0 if they are outside of the block or of an unknown type
     * @param number the value if it is a single SHORT, otherwise -1
     */
    record Entry(int tag, int type, long count, int from, int length, int number) {
        boolean isShort(int least, int most) {
            return number >= least && number <= most;
        }
    }

    /** A list of entries, all inside of the block. */
    final class Directory {
        private final int at;
        private final int count;

        private Directory(int at, int count) {
            this.at = at;
            this.count = count;
        }

        /** Whether the block contains all entries that the directory declares. */
        boolean isWhole() {
            return at > 0 && count == u16(at);
        }

        /** The entries in their order. */
        List<Entry> entries() {
            return IntStream.range(0, count).mapToObj(this::read).toList();
        }

        private Entry read(int index) {
            int entry = entry(index);
            int type = u16(entry + 2);
            long length = (type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0) * u32(entry + 4);
            long from = length <= INLINE_BYTES ? entry + 8 : u32(entry + 8);
            boolean isInside = length > 0 && from + length <= block.limit();
            return new Entry(
                    u16(entry),
                    type,
                    u32(entry + 4),
                    isInside ? (int) from : 0,
                    isInside ? (int) length : 0,
                    type == SHORT && u32(entry + 4) == 1 ? u16(entry + 8) : -1);
        }

        /** The number in an entry; -1 if there is none. */
        long number(int tag) {
            int entry = find(tag);
            if (entry < 0) {
                return -1;
            }
            return switch (u16(entry + 2)) {
                case SHORT -> u16(entry + 8);
                case LONG -> u32(entry + 8);
                default -> -1;
            };
        }

        /** The text of an entry without its final NUL; null if there is none or it is longer than 64 bytes. */
        @Nullable
        String text(int tag) {
            int entry = find(tag);
            if (entry < 0 || u16(entry + 2) != ASCII) {
                return null;
            }
            long length = u32(entry + 4);
            long from = length <= 4 ? entry + 8 : u32(entry + 8);
            if (length > MAX_TEXT_BYTES || from + length > block.limit()) {
                return null;
            }
            String text = new String(bytes, (int) from, (int) length, StandardCharsets.ISO_8859_1);
            int end = text.indexOf('\0');
            return end < 0 ? text : text.substring(0, end);
        }

        private int find(int tag) {
            for (int i = 0; i < count; i++) {
                if (u16(entry(i)) == tag) {
                    return entry(i);
                }
            }
            return -1;
        }

        private int entry(int index) {
            return at + 2 + index * ENTRY_BYTES;
        }
    }
}
