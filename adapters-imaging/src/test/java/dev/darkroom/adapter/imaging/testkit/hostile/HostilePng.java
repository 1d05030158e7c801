package dev.darkroom.adapter.imaging.testkit.hostile;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.overwrite;
import static dev.darkroom.adapter.imaging.testkit.Bytes.pngChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.noise;
import static dev.darkroom.adapter.imaging.testkit.hostile.HostileFiles.times;

import dev.darkroom.adapter.imaging.testkit.ExifBuilder;
import dev.darkroom.adapter.imaging.testkit.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** PNGs with decompression bombs, wrong sizes or too many parts. */
public final class HostilePng {
    private static final int AFTER_HEADER = 33;
    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int RGBA = 6;

    private HostilePng() {}

    static void addTo(List<HostileFile> files) {
        for (long side : new long[]{1 << 14, 1 << 16, 1L << 24, (1L << 31) - 1, 1L << 31, (1L << 32) - 1}) {
            files.add(new HostileFile("png declares a side of " + side, () -> png(side, side, 8, RGB, zlib(1_000))));
            files.add(new HostileFile("png declares a width of " + side, () -> png(side, 1, 8, RGB, zlib(1_000))));
            files.add(new HostileFile("png declares a height of " + side, () -> png(1, side, 8, RGB, zlib(1_000))));
        }
        files.add(new HostileFile("png of 100 MP, all there", () -> png(10_000, 10_000, 8, GREY, zlib(100_010_000))));
        files.add(new HostileFile("png of 100 MP, a row there", () -> png(10_000, 10_000, 8, RGB, zlib(30_001))));
        files.add(new HostileFile(
                "png of 100 MP, 16 bits, interlaced",
                () -> interlaced(png(10_000, 10_000, 16, RGBA, zlib(10_000_000)))));
        files.add(new HostileFile("png of 1 pixel, 100 MB of it", () -> png(1, 1, 8, GREY, zlib(100_000_000))));
        files.add(new HostileFile("png of 30,000 x 1", () -> png(30_000, 1, 8, RGB, zlib(90_001))));
        files.add(new HostileFile("png of noise instead of zlib", () -> png(1_000, 1_000, 8, RGB, noise(100_000))));
        files.add(bomb("iCCP", "rgb\0\0"));
        files.add(bomb("zTXt", "Comment\0\0"));
        files.add(bomb("iTXt", "XML:com.adobe.xmp\0\1\0\0\0"));
        files.add(bomb("zTXt", "Raw profile type exif\0\0"));
        files.add(with("a profile of 20 MB", pngChunk("iCCP", latin("rgb\0\0"), noise(20_000_000))));
        files.add(with("eXIf of 20 MB", pngChunk("eXIf", ExifBuilder.everything(6), noise(20_000_000))));
        files.add(new HostileFile("png with 1,900,000 chunks of text",
                () -> insert(Pictures.png(), AFTER_HEADER, times(1_900_000, pngChunk("tEXt")))));
        files.add(new HostileFile("png with 900,000 chunks, text and time by turns", () -> insert(
                Pictures.png(), AFTER_HEADER, times(450_000, join(pngChunk("tEXt"), pngChunk("sBIT", bytes(8)))))));
        files.add(new HostileFile("png with 1,900,000 empty pieces of pixels", () -> {
            byte[] png = Pictures.png();
            return insert(png, png.length - 12, times(1_900_000, pngChunk("IDAT")));
        }));
        files.add(with("frames without end", join(
                pngChunk("acTL", u32(0x7FFF_FFFFL), u32(0)),
                times(50_000, pngChunk("fcTL", u32(0), u32(30_000), u32(30_000), new byte[14])))));
        files.add(new HostileFile("png and zip", () -> join(Pictures.png(), latin("PK\3\4"), new byte[1_000])));
        files.add(new HostileFile("png with a chunk of 2^31", () -> insert(
                Pictures.png(), AFTER_HEADER, u32(1L << 31), latin("tEXt"))));
    }

    private static HostileFile bomb(String type, String start) {
        return new HostileFile("png with a bomb in " + type + " " + start.replace('\0', ' ').strip(),
                () -> insert(Pictures.png(), AFTER_HEADER, pngChunk(type, latin(start), zlib(100_000_000))));
    }

    private static HostileFile with(String name, byte[] chunks) {
        return new HostileFile("png with " + name, () -> insert(Pictures.png(), AFTER_HEADER, chunks));
    }

    public static byte[] png(long width, long height, int bits, int colourType, byte[] pixels) {
        return join(
                latin("\u0089PNG\r\n\u001A\n"),
                pngChunk("IHDR", u32(width), u32(height), bytes(bits, colourType, 0, 0, 0)),
                pngChunk("IDAT", pixels),
                pngChunk("IEND"));
    }

    private static byte[] interlaced(byte[] png) {
        byte[] header = new byte[13];
        System.arraycopy(png, 16, header, 0, 13);
        header[12] = 1;
        return overwrite(png, 8, pngChunk("IHDR", header));
    }

    /** Compressed zeros, a thousand times smaller. */
    public static byte[] zlib(int zeros) {
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try (var zlib = new DeflaterOutputStream(out, deflater, buffer.length)) {
            for (int rest = zeros; rest > 0; rest -= buffer.length) {
                zlib.write(buffer, 0, Math.min(rest, buffer.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }
}
