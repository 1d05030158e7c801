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
 * Copies an Exif block without the place where the picture was taken. It copies the fields of the first directory, of
 * the Exif directory, and of the interoperability directory below that. It omits the GPS directory, fields that mention
 * a place, and all that can't be searched for a place: maker notes, the thumbnail with its directory, XMP, IPTC and
 * Photoshop blocks, further directories, and bytes that do not belong to a field.
 */
public final class ExifWithoutLocation {
    private static final int LONG = 4;
    private static final int HEADER_BYTES = 8;

    /** The pointer from the first directory to the Exif directory, and from there to the interoperability directory. */
    private static final List<Integer> POINTERS = List.of(Tiff.EXIF_DIRECTORY, 0xA005);

    private static final Set<Integer> OMITTED = Set.of(
            0x8825, // the GPS directory
            0x927C, // maker notes; some name the city
            0x02BC, 0x83BB, 0x8649, // XMP, IPTC, Photoshop
            0x014A, 0x0190, // further directories
            0x0111, 0x0117, 0x0144, 0x0145, 0x0201, 0x0202, // positions of further pictures
            0xC634, 0xC4A5, 0xEA1C, // private data, printing, padding
            0xCD41); // C2PA

    /** @param below the fields of the directory to which this field points; empty if the field is not a pointer */
    private record Field(Tiff.Entry entry, List<Field> below) {
        boolean isPointer() {
            return !below.isEmpty();
        }
    }

    private final Tiff tiff;
    /** The number of bytes that may still be copied. */
    private long budget;

    private ExifWithoutLocation(Tiff tiff, int budget) {
        this.tiff = tiff;
        this.budget = budget;
    }

    /**
     * Copies a block. The copy is never longer, and a copy of the copy is the same.
     *
     * @return null if nothing can be kept: the block can't be read, is incomplete, or its fields share their values
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
                if (!below.isEmpty() || isKept(entry)) {
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

    private boolean isKept(Tiff.Entry entry) {
        if (entry.length() == 0
                || OMITTED.contains(entry.tag())
                || POINTERS.contains(entry.tag())
                || (entry.tag() == Exif.ORIENTATION && !entry.isShort(1, 8))) {
            return false;
        }
        budget -= entry.length() > Tiff.INLINE_BYTES ? entry.length() : 0;
        return budget >= 0 && !Rules.mentionsLocation(tiff.value(entry));
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

    /** A directory at a position: its table, followed by the values that do not fit into the entries. */
    private byte[] directory(List<Field> fields, int at) {
        ByteBuffer table = ByteBuffer.allocate(2 + fields.size() * Tiff.ENTRY_BYTES + 4).order(tiff.order());
        table.putShort((short) fields.size());
        var values = new ByteArrayOutputStream();
        for (Field field : fields) {
            int valueAt = at + table.capacity() + values.size();
            table.putShort((short) field.entry.tag());
            if (field.isPointer()) {
                table.putShort((short) LONG).putInt(1).putInt(valueAt);
                values.writeBytes(directory(field.below, valueAt));
            } else {
                table.putShort((short) field.entry.type()).putInt((int) field.entry.count());
                byte[] value = tiff.value(field.entry);
                if (value.length <= Tiff.INLINE_BYTES) {
                    table.put(Arrays.copyOf(value, Tiff.INLINE_BYTES));
                } else {
                    table.putInt(valueAt);
                    values.writeBytes(value);
                }
            }
        }
        byte[] directory = Arrays.copyOf(table.array(), table.capacity() + values.size());
        System.arraycopy(values.toByteArray(), 0, directory, table.capacity(), values.size());
        return directory;
    }
}
