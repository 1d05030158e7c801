package dev.darkroom.adapter.imaging.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Builds Exif blocks as cameras write them. Each private text starts with {@code SECRET}. */
public final class ExifBuilder {
    private static final class Entry {
        final int tag;
        final int type;
        final int count;
        final byte[] value;

        Entry(int tag, int type, int count, byte[] value) {
            this.tag = tag;
            this.type = type;
            this.count = count;
            this.value = value;
        }
    }

    private final ByteOrder order;
    private final List<Entry> main = new ArrayList<>();
    private final List<Entry> details = new ArrayList<>();
    private final List<Entry> gps = new ArrayList<>();
    private final List<Entry> thumbnail = new ArrayList<>();

    private ExifBuilder(ByteOrder order) {
        this.order = order;
    }

    public static ExifBuilder exif() {
        return exif(ByteOrder.BIG_ENDIAN);
    }

    public static ExifBuilder exif(ByteOrder order) {
        ExifBuilder builder = new ExifBuilder(order);
        builder.text(builder.main, 0x010F, "SECRET-MAKE");
        return builder;
    }

    /** All fields that a telephone writes. */
    public static byte[] everything(int orientation) {
        return exif().orientation(orientation)
                .takenAt("2026:07:14 09:26:53")
                .subSec("589")
                .offset("+02:00")
                .makerNote()
                .gps()
                .thumbnail()
                .build();
    }

    public ExifBuilder orientation(int value) {
        main.add(new Entry(0x0112, 3, 1, number(2).putShort((short) value).array()));
        return this;
    }

    public ExifBuilder takenAt(String text) {
        return text(details, 0x9003, text);
    }

    public ExifBuilder offset(String text) {
        return text(details, 0x9011, text);
    }

    public ExifBuilder subSec(String text) {
        return text(details, 0x9291, text);
    }

    public ExifBuilder userComment(String text) {
        byte[] comment = Bytes.latin("ASCII\0\0\0" + text);
        details.add(new Entry(0x9286, 7, comment.length, comment));
        return this;
    }

    public ExifBuilder makerNote() {
        byte[] note = Bytes.latin("SECRET-MAKER-NOTE");
        details.add(new Entry(0x927C, 7, note.length, note));
        return this;
    }

    public ExifBuilder gps() {
        text(gps, 0x0001, "N");
        gps.add(new Entry(0x0002, 5, 3, number(24)
                .putInt(52).putInt(1).putInt(31).putInt(1).putInt(12).putInt(1)
                .array()));
        return text(gps, 0x001C, "SECRET-PLACE");
    }

    /** Adds XMP to the first directory. */
    public ExifBuilder packet(String text) {
        main.add(new Entry(0x02BC, 1, text.length(), Bytes.latin(text)));
        return this;
    }

    public ExifBuilder thumbnail() {
        return text(thumbnail, 0x010E, "SECRET-THUMBNAIL");
    }

    public byte[] build() {
        // Pointers are last, because their tags are higher.
        int mainCount = main.size() + (details.isEmpty() ? 0 : 1) + (gps.isEmpty() ? 0 : 1);
        int detailsAt = 8 + size(main, mainCount);
        int gpsAt = detailsAt + size(details, details.size());
        int thumbnailAt = gpsAt + size(gps, gps.size());
        int end = thumbnailAt + size(thumbnail, thumbnail.size());
        if (!details.isEmpty()) {
            main.add(new Entry(0x8769, 4, 1, number(4).putInt(detailsAt).array()));
        }
        if (!gps.isEmpty()) {
            main.add(new Entry(0x8825, 4, 1, number(4).putInt(gpsAt).array()));
        }
        ByteBuffer out = ByteBuffer.allocate(end).order(order);
        out.put(Bytes.latin(order == ByteOrder.BIG_ENDIAN ? "MM" : "II")).putShort((short) 42).putInt(8);
        write(out, 8, main, thumbnail.isEmpty() ? 0 : thumbnailAt);
        write(out, detailsAt, details, 0);
        write(out, gpsAt, gps, 0);
        write(out, thumbnailAt, thumbnail, 0);
        return out.array();
    }

    private ExifBuilder text(List<Entry> directory, int tag, String text) {
        directory.add(new Entry(tag, 2, text.length() + 1, Bytes.latin(text + "\0")));
        return this;
    }

    private ByteBuffer number(int size) {
        return ByteBuffer.allocate(size).order(order);
    }

    private static int size(List<Entry> directory, int count) {
        int size = count == 0 ? 0 : 2 + 12 * count + 4;
        for (Entry entry : directory) {
            size += entry.value.length > 4 ? entry.value.length : 0;
        }
        return size;
    }

    private static void write(ByteBuffer out, int at, List<Entry> directory, int next) {
        if (directory.isEmpty()) {
            return;
        }
        int valuesAt = at + 2 + 12 * directory.size() + 4;
        out.position(at).putShort((short) directory.size());
        for (Entry entry : directory) {
            out.putShort((short) entry.tag).putShort((short) entry.type).putInt(entry.count);
            if (entry.value.length > 4) {
                out.putInt(valuesAt);
                out.put(valuesAt, entry.value);
                valuesAt += entry.value.length;
            } else {
                int valueAt = out.position();
                out.put(valueAt, entry.value).position(valueAt + 4);
            }
        }
        out.putInt(next);
    }
}
