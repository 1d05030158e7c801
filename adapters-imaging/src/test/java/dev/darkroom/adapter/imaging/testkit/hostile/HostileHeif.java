package dev.darkroom.adapter.imaging.testkit.hostile;

import static dev.darkroom.adapter.imaging.testkit.Bytes.box;
import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;
import static dev.darkroom.adapter.imaging.testkit.HeifBuilder.picture;
import static dev.darkroom.adapter.imaging.testkit.HeifBuilder.size;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.noise;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.times;

import dev.darkroom.adapter.imaging.testkit.HeifBuilder;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** AVIF and HEIF files with wrong sizes, deep nesting or too many boxes. */
final class HostileHeif {
    private HostileHeif() {}

    static void addTo(List<HostileFile> files) {
        for (long side : new long[]{10_000, 1 << 16, (1L << 31) - 1, 1L << 31, (1L << 32) - 1}) {
            files.add(new HostileFile("heif declares a side of " + side, () -> real(size(side, side))));
        }
        files.add(new HostileFile("heif with 2,000,000 nested boxes", () -> nested("meta")));
        files.add(new HostileFile("heif with 2,000,000 nested tracks", () -> nested("trak")));
        files.add(new HostileFile("heif with 3,000,000 boxes",
                () -> picture().after(times(3_000_000, box("free"))).build()));
        files.add(new HostileFile("heif with 3,000,000 boxes in its meta",
                () -> picture().metaBox(times(3_000_000, box("free"))).build()));
        files.add(new HostileFile("heif with 3,000,000 properties", () -> {
            byte[] file = picture().metaBox(latin("PLACEHOLDER-OF-BOX")).build();
            byte[] many = box("iprp", times(300, box("ipco", times(9_999, box("free")))));
            return replaced(file, many);
        }));
        files.add(new HostileFile("heif with 3,000,000 boxes in its movie",
                () -> picture().after(box("moov", times(3_000_000, box("free")))).build()));
        files.add(new HostileFile("heif with a profile of 20 MB",
                () -> picture().property(box("colr", latin("prof"), noise(20_000_000))).build()));
        files.add(new HostileFile("heif with 9,999 items of the same bytes", () -> overlapping(9_999, "mime")));
        files.add(new HostileFile("heif with 9,999 pictures of the same bytes", () -> overlapping(9_999, "av01")));
        files.add(new HostileFile("heif with an item of 9,999 pieces", () -> picture()
                .item("Exif", Collections.nCopies(9_998, "x").toArray(String[]::new)).build()));
        files.add(new HostileFile("heif with 2^32 items announced", () -> announcing("iinf", 1, 8)));
        files.add(new HostileFile("heif with 2^32 places announced", () -> announcing("iloc", 2, 10)));
        files.add(new HostileFile("heif with items out of reach", () -> picture().moved(0x7FFF_0000L).build()));
        files.add(new HostileFile("avif whose grid is of 65,536 x 65,536 tiles", () -> {
            byte[] file = Pictures.resource("grid.avif");
            int at = indexOf(file, "idat");
            return at < 0 ? file : overwrite(file, at + 6, bytes(255, 255));
        }));
        files.add(new HostileFile("avif and page", () -> join(
                Pictures.resource("exif.avif"), latin("<html><script>alert(1)"))));
    }

    /** A real picture with a wrong declared size. */
    private static byte[] real(byte[] ispe) {
        byte[] file = Pictures.resource("exif.avif");
        return overwrite(file, indexOf(file, "ispe") - 4, ispe);
    }

    private static byte[] nested(String type) {
        int depth = 2_000_000;
        byte[] boxes = new byte[8 * depth];
        for (int i = 0; i < depth; i++) {
            System.arraycopy(join(u32(8L * (depth - i)), latin(type)), 0, boxes, 8 * i, 8);
        }
        return picture().after(box("moov", boxes)).build();
    }

    private static byte[] overlapping(int count, String type) {
        HeifBuilder builder = picture();
        for (int i = 1; i < count; i++) {
            builder.item(type, "");
        }
        byte[] file = builder.build();
        // Every item has the position of the picture: 16 bytes each, of which the last eight are offset and length.
        int first = indexOf(file, "iloc") + 12;
        for (int i = 1; i < count; i++) {
            System.arraycopy(file, first + 8, file, first + 16 * i + 8, 8);
        }
        return file;
    }

    /** @param countAt the position of the count after the start of the type of the box */
    private static byte[] announcing(String type, int version, int countAt) {
        byte[] file = picture().build();
        int at = indexOf(file, type);
        return overwrite(overwrite(file, at + 4, bytes(version)), at + countAt, bytes(255, 255, 255, 255));
    }

    /** Replaces a placeholder text in the file by a box; the meta box becomes longer. */
    private static byte[] replaced(byte[] file, byte[] box) {
        int at = indexOf(file, "PLACEHOLDER-OF-BOX");
        int metaAt = indexOf(file, "meta") - 4;
        byte[] head = overwrite(Arrays.copyOf(file, at), metaAt, u32(at - metaAt + box.length));
        head = overwrite(head, indexOf(head, "iprp"), latin("free"));
        return join(head, box, Arrays.copyOfRange(file, at + 18, file.length));
    }
}
