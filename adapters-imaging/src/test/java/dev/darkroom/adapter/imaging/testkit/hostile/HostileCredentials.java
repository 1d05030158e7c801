package dev.darkroom.adapter.imaging.testkit.hostile;

import static dev.darkroom.adapter.imaging.testkit.Bytes.box;
import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.pngChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.riffChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.segment;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;
import static dev.darkroom.adapter.imaging.testkit.HeifBuilder.picture;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.times;

import dev.darkroom.adapter.imaging.testkit.Credentials;
import dev.darkroom.adapter.imaging.testkit.HeifBuilder;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import java.util.Arrays;
import java.util.List;

/** Content credentials with deep nesting, in many parts, or in long texts. */
final class HostileCredentials {
    private static final int AFTER_JFIF = 20;
    private static final int AFTER_HEADER = 33;
    private static final int XMP_BYTES = 250_000;

    private HostileCredentials() {}

    static void addTo(List<HostileFile> files) {
        files.add(new HostileFile("jpeg with 9,000 manifest stores", () -> insert(
                Pictures.jpeg(), AFTER_JFIF, times(9_000, Credentials.app11(1, 1, Credentials.store())))));
        files.add(new HostileFile("jpeg with 20 MB of XMP about its provenance", () -> insert(
                Pictures.jpeg(),
                AFTER_JFIF,
                times(320, segment(0xE1, latin("http://ns.adobe.com/xap/1.0/\0"), provenance(65_000))))));
        files.add(new HostileFile("png with 2,000,000 nested manifest stores", () -> insert(
                Pictures.png(), AFTER_HEADER, pngChunk("caBX", nested(2_000_000)))));
        files.add(new HostileFile("png with 3 MB of XMP about its provenance", () -> insert(
                Pictures.png(), AFTER_HEADER, times(150, pngChunk("iTXt", latin("x\0\0\0\0\0"), provenance(20_000))))));
        files.add(new HostileFile("webp with 20 MB of XMP about its provenance", () -> Pictures.webp(
                Pictures.webpHeader(4),
                Pictures.chunksOf(Pictures.resource("lossy.webp")),
                times(80, riffChunk("XMP ", provenance(XMP_BYTES))))));
        files.add(new HostileFile("gif with 240,000 XMP packets", () -> {
            byte[] gif = Pictures.gif();
            return insert(gif, gif.length - 1, times(240_000, latin("!\u00FF\u000BXMP DataXMP\u0001 \0")));
        }));
        files.add(new HostileFile("gif with 20 MB of XMP about its provenance", () -> {
            byte[] gif = Pictures.gif();
            byte[] block = join(bytes(250), provenance(250));
            return insert(
                    gif,
                    gif.length - 1,
                    times(80, join(latin("!\u00FF\u000BXMP DataXMP"), times(1_000, block), bytes(0))));
        }));
        files.add(new HostileFile("heif with 2,000,000 nested manifest stores",
                () -> picture().after(nested(2_000_000)).build()));
        files.add(new HostileFile("heif with 20 MB of XMP about its provenance", () -> picture()
                .after(times(80, box("uuid", Credentials.XMP_UUID, provenance(XMP_BYTES)))).build()));
        files.add(new HostileFile("heif with 9,000 XMP items that overlap", HostileCredentials::overlapping));
    }

    /** Starts of references that have no end. */
    private static byte[] provenance(int length) {
        byte[] text = latin(Credentials.xmp(":provenance=\" ".repeat(length / 14)));
        return Arrays.copyOf(text, length);
    }

    private static byte[] nested(int depth) {
        byte[] boxes = new byte[8 * depth];
        for (int i = 0; i < depth; i++) {
            System.arraycopy(join(u32(8L * (depth - i)), latin("jumb")), 0, boxes, 8 * i, 8);
        }
        return boxes;
    }

    private static byte[] overlapping() {
        int count = 9_000;
        HeifBuilder builder = picture().mime("application/rdf+xml", "x".repeat(XMP_BYTES + count));
        for (int i = 2; i < count; i++) {
            builder.mime("application/rdf+xml", "");
        }
        byte[] file = builder.build();
        // 16 bytes for each item, of which the last eight are offset and length.
        int items = indexOf(file, "iloc") + 12;
        int mediaAt = indexOf(file, "mdat") + 4 + "PICTURE".length();
        for (int i = 1; i < count; i++) {
            System.arraycopy(join(u32(mediaAt + i), u32(XMP_BYTES)), 0, file, items + 16 * i + 8, 8);
        }
        return overwrite(file, mediaAt, provenance(XMP_BYTES));
    }
}
