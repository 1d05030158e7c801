package dev.darkroom.adapter.imaging;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A block of TIFF directories in memory (TIFF 6.0, section 2), as Exif uses it. Offsets are followed only from the first
 * directory to those that Exif names, never further, so nothing in the block can make the work grow beyond its size. What
 * lies outside of the block is as if it were not there.
 */
final class Tiff {
    private static final int ENTRY_BYTES = 12;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int ASCII = 2;
    /** Texts of interest are dates. */
    private static final int MAX_TEXT_BYTES = 64;

    /** The entry of the first directory that points to the one with the facts about the exposure. */
    static final int EXIF_DIRECTORY = 0x8769;

    private static final int GPS_DIRECTORY = 0x8825;
    private static final int MAX_LOCATION_ENTRIES = 4;
    /** Exif 2.32 defines 32. */
    private static final int MAX_GPS_ENTRIES = 64;
    /** XMP, IPTC and Photoshop blocks inside of a directory, each of which may name a place. */
    private static final Set<Integer> PACKETS = Set.of(0x02BC, 0x83BB, 0x8649);

    /** Bytes of one value by its type number 1–12. */
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

    private final byte[] bytes;
    /** The same bytes, in the byte order that they declare. */
    private final ByteBuffer block;

    private Tiff(byte[] bytes, ByteBuffer block) {
        this.bytes = bytes;
        this.block = block;
    }

    /** The block, or null when it does not start like TIFF. */
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

    Directory firstDirectory() {
        return directory(u32(4));
    }

    /** The directory at an offset; an empty one when there is none. */
    Directory directory(long offset) {
        if (offset < 8 || offset > block.limit() - 2) {
            return new Directory(0, 0);
        }
        int at = (int) offset;
        int count = u16(at);
        // The offset of the next directory follows the entries; some writers leave it out.
        return count * ENTRY_BYTES <= block.limit() - 2 - at ? new Directory(at, count) : new Directory(0, 0);
    }

    /**
     * A copy of the same length without what says where the picture was taken: the GPS directories and their values are
     * zeroed and no longer pointed to, and so are XMP, IPTC and Photoshop blocks inside. Maker notes stay.
     *
     * @return null when the block can't be read, so that nobody can tell what is in it
     */
    static byte @Nullable [] withoutLocation(byte[] bytes) {
        Tiff copy = of(bytes.clone());
        if (copy == null || copy.firstDirectory().count == 0) {
            return null;
        }
        Directory main = copy.firstDirectory();
        List<Directory> directories = new ArrayList<>();
        directories.add(copy.directory(main.next()));
        directories.add(copy.directory(main.number(EXIF_DIRECTORY)));
        directories.add(main);
        for (Directory directory : directories) {
            if (!directory.removeLocation()) {
                return null;
            }
        }
        // Where directories overlap, taking an entry out of one may have put another into the next.
        for (Directory directory : directories) {
            if (copy.directory(directory.at).pointsToLocation()) {
                return null;
            }
        }
        return copy.bytes;
    }

    private int u16(int at) {
        return Short.toUnsignedInt(block.getShort(at));
    }

    private long u32(int at) {
        return Integer.toUnsignedLong(block.getInt(at));
    }

    private void zero(long from, long length) {
        if (from < block.limit()) {
            Arrays.fill(bytes, (int) from, (int) Math.min(block.limit(), from + length), (byte) 0);
        }
    }

    /** A list of entries, all of them inside of the block. */
    final class Directory {
        private final int at;
        private final int count;

        private Directory(int at, int count) {
            this.at = at;
            this.count = count;
        }

        /** The single number of an entry; -1 when there is none. */
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

        /** The short text of an entry without its final NUL; null when there is none. */
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

        private long next() {
            int end = entry(count);
            return count > 0 && end + 4 <= block.limit() ? u32(end) : 0;
        }

        private boolean pointsToLocation() {
            for (int i = 0; i < count; i++) {
                if (isLocation(u16(entry(i)))) {
                    return true;
                }
            }
            return false;
        }

        /**
         * Zeroes what the entries about a place point to, then takes the entries out; those behind them move up.
         *
         * @return false when there are more of them than any camera writes, which would take long
         */
        private boolean removeLocation() {
            if (!pointsToLocation()) {
                return true;
            }
            int end = Math.min(entry(count) + 4, block.limit());
            byte[] kept = new byte[end - at];
            ByteBuffer table = ByteBuffer.wrap(kept).order(block.order()).position(2);
            int keptCount = 0;
            List<Integer> removed = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                if (isLocation(u16(entry(i)))) {
                    removed.add(entry(i));
                } else {
                    table.put(bytes, entry(i), ENTRY_BYTES);
                    keptCount++;
                }
            }
            table.put(bytes, entry(count), end - entry(count));
            table.putShort(0, (short) keptCount);
            if (removed.size() > MAX_LOCATION_ENTRIES) {
                return false;
            }
            for (int entry : removed) {
                if (u16(entry) == GPS_DIRECTORY) {
                    Directory gps = directory(u32(entry + 8));
                    if (gps.count > MAX_GPS_ENTRIES) {
                        return false;
                    }
                    gps.zeroAll();
                } else {
                    zeroValue(entry);
                }
            }
            System.arraycopy(kept, 0, bytes, at, kept.length);
            return true;
        }

        private void zeroAll() {
            for (int i = 0; i < count; i++) {
                zeroValue(entry(i));
            }
            zero(at, 2 + (long) count * ENTRY_BYTES + 4);
        }

        private void zeroValue(int entry) {
            int type = u16(entry + 2);
            long length = (type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0) * u32(entry + 4);
            if (length > 4) {
                zero(u32(entry + 8), length);
            }
        }

        private static boolean isLocation(int tag) {
            return tag == GPS_DIRECTORY || PACKETS.contains(tag);
        }
    }
}
