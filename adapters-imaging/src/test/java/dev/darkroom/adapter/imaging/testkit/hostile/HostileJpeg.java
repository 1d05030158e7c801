package dev.darkroom.adapter.imaging.testkit.hostile;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.segment;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.noise;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.times;

import dev.darkroom.adapter.imaging.testkit.Pictures;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** JPEGs that need much time, have wrong sizes or too many parts, and polyglots. */
public final class HostileJpeg {
    private static final int AFTER_JFIF = 20;

    private HostileJpeg() {}

    static void addTo(List<HostileFile> files) {
        for (int side : new int[]{9_999, 30_000, 65_535}) {
            files.add(new HostileFile("jpeg declares a side of " + side, () -> declaring(side, side)));
            files.add(new HostileFile("jpeg declares a width of " + side, () -> declaring(side, 1)));
            files.add(new HostileFile("jpeg declares a height of " + side, () -> declaring(1, side)));
        }
        for (int scans : new int[]{14, 90, 499, 5_000}) {
            files.add(new HostileFile("jpeg of 100 MP in " + scans + " scans", () -> progressive(10_000, scans)));
            files.add(new HostileFile("jpeg of 1 MP in " + scans + " scans", () -> progressive(1_000, scans)));
        }
        files.add(with("a profile of 20 MB", () -> {
            byte[][] segments = new byte[306][];
            for (int i = 0; i < segments.length; i++) {
                segments[i] = segment(0xE2, latin("ICC_PROFILE\0"), bytes(i + 1, 255), noise(65_519));
            }
            return join(segments);
        }));
        files.add(with("a profile of 3 MB of noise", () -> {
            byte[][] segments = new byte[50][];
            for (int i = 0; i < segments.length; i++) {
                segments[i] = segment(0xE2, latin("ICC_PROFILE\0"), bytes(i + 1, segments.length), noise(65_519));
            }
            return join(segments);
        }));
        files.add(with("5,000,000 comments", () -> times(5_000_000, segment(0xFE))));
        files.add(with("9,000 tables", () -> times(9_000, quantization())));
        files.add(with("24 MB of fill bytes", () -> times(24_000_000, bytes(0xFF))));
        files.add(with("24 MB of restarts outside of a scan", () -> times(12_000_000, bytes(0xFF, 0xD0))));
        files.add(with("24 MB of junk", () -> times(12_000_000, bytes(0xFF, 0))));
        files.add(new HostileFile("jpeg with 24 MB of stuffed bytes", () -> {
            byte[] jpeg = Pictures.jpeg();
            return insert(jpeg, jpeg.length - 2, times(12_000_000, bytes(0xFF, 0)));
        }));
        files.add(new HostileFile("jpeg with 24 MB of restarts", () -> {
            byte[] jpeg = Pictures.jpeg();
            return insert(jpeg, jpeg.length - 2, times(12_000_000, bytes(0xFF, 0xD0)));
        }));
        files.add(with("Exif whose fields share their values", HostileJpeg::sharedExif));
        files.add(with("Exif whose directories form a ring", () -> segment(
                0xE1,
                latin("Exif\0\0MM"),
                bytes(0, 42, 0, 0, 0, 8, 0, 2),
                bytes(0x87, 0x69, 0, 4, 0, 0, 0, 1, 0, 0, 0, 8),
                bytes(0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 8),
                bytes(0, 0, 0, 8))));
        files.add(new HostileFile("jpeg and zip", () -> join(Pictures.jpeg(), latin("PK\3\4"), new byte[1_000])));
        files.add(with("a page in its comment", () -> segment(0xFE, latin("<script>alert(1)</script>"))));
        files.add(new HostileFile("jpeg and page", () -> join(Pictures.jpeg(), latin("<html><script>alert(1)"))));
        files.add(new HostileFile("page and jpeg", () -> join(latin("<html><script>alert(1)"), Pictures.jpeg())));
    }

    private interface Part {
        byte[] make();
    }

    private static HostileFile with(String name, Part part) {
        return new HostileFile("jpeg with " + name, () -> insert(Pictures.jpeg(), AFTER_JFIF, part.make()));
    }

    private static byte[] declaring(int width, int height) {
        byte[] jpeg = Pictures.jpeg();
        int at = indexOf(jpeg, "\u00FF\u00C0\0\u0011");
        return overwrite(jpeg, at + 5, bytes(height >> 8, height, width >> 8, width));
    }

    private static byte[] quantization() {
        byte[] table = new byte[65];
        Arrays.fill(table, 1, 65, (byte) 1);
        return segment(0xDB, table);
    }

    /**
     * A grey picture with refinement scans of about a hundred bytes each, for which a decoder visits all coefficients.
     */
    public static byte[] progressive(int side, int scans) {
        int blocks = ((side + 7) / 8) * ((side + 7) / 8);
        List<byte[]> parts = new ArrayList<>(List.of(
                bytes(0xFF, 0xD8),
                quantization(),
                segment(0xC2, bytes(8, side >> 8, side, side >> 8, side, 1, 1, 0x11, 0)),
                // One code of one bit: for a difference of 0, and for a run of 16,384 or more blocks.
                segment(0xC4, bytes(0x00, 1), new byte[15], bytes(0x00)),
                segment(0xC4, bytes(0x10, 1), new byte[15], bytes(0xE0)),
                segment(0xDA, bytes(1, 1, 0, 0, 0, 0)),
                new byte[(blocks + 7) / 8],
                segment(0xDA, bytes(1, 1, 0, 1, 63, 1)),
                runs(blocks)));
        byte[] refining = join(segment(0xDA, bytes(1, 1, 0, 1, 63, 0x10)), runs(blocks));
        parts.add(times(scans - 2, refining));
        parts.add(bytes(0xFF, 0xD9));
        return join(parts.toArray(byte[][]::new));
    }

    /** Runs of 32,767 blocks without a coefficient: a 0, then fourteen times 1. */
    private static byte[] runs(int blocks) {
        var out = new ByteArrayOutputStream();
        int bits = 0;
        int count = 0;
        for (int rest = blocks; rest > 0; rest -= 32_767) {
            bits = bits << 15 | 0x3FFF;
            count += 15;
            while (count >= 8) {
                int octet = bits >> (count - 8) & 0xFF;
                out.write(octet);
                if (octet == 0xFF) {
                    out.write(0);
                }
                count -= 8;
            }
            bits &= (1 << count) - 1;
        }
        out.write(bits << (8 - count) & 0x7F);
        return out.toByteArray();
    }

    private static byte[] sharedExif() {
        byte[] exif = new byte[65_000];
        System.arraycopy(bytes('M', 'M', 0, 42, 0, 0, 0, 8, 0x13, 0), 0, exif, 0, 10);
        for (int at = 10; at + 12 <= exif.length; at += 12) {
            System.arraycopy(bytes(at >> 8, at, 0, 7, 0, 0, 0xFA, 0, 0, 0, 0, 8), 0, exif, at, 12);
        }
        return segment(0xE1, latin("Exif\0\0"), exif);
    }
}
