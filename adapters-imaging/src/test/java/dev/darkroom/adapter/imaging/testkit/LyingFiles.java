package dev.darkroom.adapter.imaging.testkit;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.indexOf;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.riffChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32le;

import dev.darkroom.adapter.imaging.testkit.hostile.HostileFile;
import dev.darkroom.adapter.imaging.testkit.hostile.HostilePng;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * Files whose container declares another size than the coded picture has, in each format and with several sizes. None
 * is larger than 1 MB.
 */
public final class LyingFiles {
    private static final int[] CLAIMED = {1, 64, 4_000, 9_900, 12_000};

    private LyingFiles() {}

    /** All files, the same in every run. */
    public static Stream<HostileFile> all() {
        List<HostileFile> files = new ArrayList<>();
        for (int claimed : CLAIMED) {
            for (int coded : new int[]{64, 4096, 9984, 16384}) {
                files.add(file("avif", claimed, coded, () -> heif("flat-" + coded + ".avif", claimed)));
            }
            for (int coded : new int[]{64, 4096, 9984}) {
                files.add(file("heic", claimed, coded, () -> heif("flat-" + coded + ".heic", claimed)));
            }
            for (int corner : new int[]{1, 4_000, 9_999, 11_999, 60_000}) {
                files.add(file("gif with a pixel in its corner,", claimed, corner, () -> gif(claimed, corner, 1)));
                files.add(file("gif with a frame", claimed, corner, () -> gif(claimed, 0, corner)));
            }
            for (int coded : new int[]{64, 1_000, 20_000}) {
                files.add(file("png", claimed, coded, () -> HostilePng.png(
                        claimed, claimed, 8, 0, HostilePng.zlib(coded * (coded + 1)))));
            }
            for (int coded : new int[]{64, 4_000}) {
                files.add(file("jpeg", claimed, coded, () -> jpeg(claimed, coded)));
                files.add(file("jpeg whose end tells its height,", claimed, coded,
                        () -> withHeightAtEnd(claimed, coded)));
                files.add(file("webp", claimed, coded, () -> webp(claimed, coded)));
            }
        }
        return files.stream();
    }

    private static HostileFile file(String format, int claimed, int coded, Supplier<byte[]> maker) {
        return new HostileFile(format + " claims " + claimed + ", codes " + coded, maker);
    }

    /** A picture with a different size in {@code ispe}. */
    public static byte[] heif(String resource, int side) {
        byte[] file = Pictures.resource(resource);
        return overwrite(file, indexOf(file, "ispe") - 4, HeifBuilder.size(side, side));
    }

    /** A frame at the same position in both directions. */
    public static byte[] gif(int screen, int at, int side) {
        return join(
                latin("GIF89a"),
                bytes(screen, screen >> 8, screen, screen >> 8, 0x80, 0, 0),
                bytes(0, 0, 0, 255, 255, 255),
                bytes(0x2C, at, at >> 8, at, at >> 8, side, side >> 8, side, side >> 8, 0),
                bytes(2, 2, 0x4C, 0x01, 0),
                latin(";"));
    }

    private static byte[] grey(int side) {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY), "jpeg", jpeg);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jpeg.toByteArray();
    }

    private static byte[] jpeg(int claimed, int coded) {
        byte[] file = grey(coded);
        int frame = indexOf(file, "\u00FF\u00C0");
        return overwrite(file, frame + 5, bytes(claimed >> 8, claimed, claimed >> 8, claimed));
    }

    /** Height 0 in the header, and a DNL segment (ITU-T T.81, section B.2.5) after the scan. */
    private static byte[] withHeightAtEnd(int claimed, int coded) {
        byte[] file = overwrite(grey(coded), indexOf(grey(coded), "\u00FF\u00C0") + 5, bytes(0, 0));
        return Bytes.insert(file, file.length - 2, bytes(0xFF, 0xDC, 0, 4, claimed >> 8, claimed));
    }

    /** A canvas with a lossless picture. */
    private static byte[] webp(int claimed, int coded) {
        byte[] picture = Pictures.chunksOf(Pictures.resource("lossless.webp"));
        byte[] lying = overwrite(picture, 9, u32le((coded - 1) | (coded - 1L) << 14));
        int canvas = claimed - 1;
        return Pictures.webp(
                riffChunk("VP8X", bytes(0, 0, 0, 0, canvas, canvas >> 8, 0, canvas, canvas >> 8, 0)), lying);
    }
}
