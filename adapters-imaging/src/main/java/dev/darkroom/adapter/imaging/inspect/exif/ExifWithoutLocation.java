package dev.darkroom.adapter.imaging.inspect.exif;

import dev.darkroom.adapter.imaging.inspect.file.Rules;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the Exif of a picture says into a block of its own, but for where the picture was taken. Copied are the
 * fields of the first directory, of the one for the exposure, and of the one for interoperability below that. Left behind
 * are the GPS directory; what can't be searched for a place: maker notes, the thumbnail with its directory, XMP, IPTC and
 * Photoshop blocks, further directories; fields that mention a place; and whatever else lies in the block without
 * belonging to a field.
 */
public final class ExifWithoutLocation {
    private static final int LONG = 4;
    private static final int HEADER_BYTES = 8;

    /** What points to the next directory: from the first to the one for the exposure, from there to interoperability. */
    private static final List<Integer> POINTERS = List.of(Tiff.EXIF_DIRECTORY, 0xA005);

    private static final Set<Integer> LEFT_BEHIND = Set.of(
            0x8825, // the GPS directory
            0x927C, // maker notes, some of which name the city
            0x02BC, 0x83BB, 0x8649, // XMP, IPTC, Photoshop
            0x014A, 0x0190, // further directories
            0x0111, 0x0117, 0x0144, 0x0145, 0x0201, 0x0202, // where further pictures lie
            0xC634, 0xC4A5, 0xEA1C); // private data, printing, padding

    /** @param below the fields of the directory that this one points to; without any, its value counts */
    private record Field(Tiff.Entry entry, List<Field> below) {
        boolean isPointer() {
            return !below.isEmpty();
        }
    }

    private final Tiff tiff;
    /** How many bytes may still be copied. */
    private long budget;

    private ExifWithoutLocation(Tiff tiff, int budget) {
        this.tiff = tiff;
        this.budget = budget;
    }

    /**
     * The block for {@code bytes}, which is never longer. The block for that is the same again.
     *
     * @return null when nothing can stay: the block can't be read, is cut short, or its fields share their values
     */
    public static byte @Nullable [] of(byte[] bytes) {
        Tiff tiff = Tiff.of(bytes);
        if (tiff == null) {
            return null;
        }
        var selection = new ExifWithoutLocation(tiff, bytes.length - HEADER_BYTES);
        List<Field> fields = selection.select(tiff.firstDirectory(), 0);
        return fields.isEmpty() || selection.budget < 0 ? null : selection.write(fields);
    }

    private List<Field> select(Tiff.Directory directory, int depth) {
        List<Field> fields = new ArrayList<>();
        if (!directory.isWhole()) {
            return fields;
        }
        budget -= 6;
        Set<Integer> seen = new HashSet<>();
        for (Tiff.Entry entry : directory.entries()) {
            if (budget >= 0 && !seen.contains(entry.tag())) {
                List<Field> below = below(directory, entry, depth);
                if (!below.isEmpty() || stays(entry)) {
                    budget -= Tiff.ENTRY_BYTES;
                    fields.add(new Field(entry, below));
                    seen.add(entry.tag());
                }
            }
        }
        return fields;
    }

    private List<Field> below(Tiff.Directory directory, Tiff.Entry entry, int depth) {
        boolean isPointer = depth < POINTERS.size() && POINTERS.get(depth) == entry.tag();
        return isPointer ? select(tiff.directory(directory.number(entry.tag())), depth + 1) : List.of();
    }

    private boolean stays(Tiff.Entry entry) {
        if (entry.length() == 0
                || LEFT_BEHIND.contains(entry.tag())
                || POINTERS.contains(entry.tag())
                || (entry.tag() == Exif.ORIENTATION && !entry.isShort(1, 8))) {
            return false;
        }
        budget -= entry.length() > Tiff.INLINE_BYTES ? entry.length() : 0;
        return budget >= 0 && !Rules.mentionsPlace(tiff.value(entry));
    }

    private byte[] write(List<Field> fields) {
        byte[] directory = directory(fields, HEADER_BYTES);
        return ByteBuffer.allocate(HEADER_BYTES + directory.length)
                .order(tiff.order())
                .put(tiff.start())
                .putInt(HEADER_BYTES)
                .put(directory)
                .array();
    }

    /** The table of a directory at a position, and behind it what does not fit into its entries. */
    private byte[] directory(List<Field> fields, int at) {
        ByteBuffer table = ByteBuffer.allocate(2 + fields.size() * Tiff.ENTRY_BYTES + 4).order(tiff.order());
        table.putShort((short) fields.size());
        var behind = new ByteArrayOutputStream();
        for (Field field : fields) {
            int valueAt = at + table.capacity() + behind.size();
            table.putShort((short) field.entry.tag());
            if (field.isPointer()) {
                table.putShort((short) LONG).putInt(1).putInt(valueAt);
                behind.writeBytes(directory(field.below, valueAt));
            } else {
                table.putShort((short) field.entry.type()).putInt((int) field.entry.count());
                byte[] value = tiff.value(field.entry);
                if (value.length <= Tiff.INLINE_BYTES) {
                    table.put(Arrays.copyOf(value, Tiff.INLINE_BYTES));
                } else {
                    table.putInt(valueAt);
                    behind.writeBytes(value);
                }
            }
        }
        byte[] directory = Arrays.copyOf(table.array(), table.capacity() + behind.size());
        System.arraycopy(behind.toByteArray(), 0, directory, table.capacity(), behind.size());
        return directory;
    }
}
