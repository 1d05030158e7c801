package dev.darkroom.bootstrap.suite;

import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Pictures from the JDK's encoders. Each seed gives a different picture. */
public final class Photographs {
    /** Private metadata in {@link #jpegWithExif}, which must be removed. */
    static final String SECRET = "Serial 4711 of the camera";

    private Photographs() {}

    public static byte[] jpeg(int width, int height, long seed) {
        return encode("jpg", width, height, seed);
    }

    public static byte[] png(int width, int height, long seed) {
        return encode("png", width, height, seed);
    }

    public static byte[] gif(int width, int height, long seed) {
        return encode("gif", width, height, seed);
    }

    /** A JPEG with an Exif block (Exif 2.32, 4.5.4) that contains the orientation and {@link #SECRET}. */
    public static byte[] jpegWithExif(int width, int height, int orientation) {
        byte[] jpeg = jpeg(width, height, orientation);
        byte[] make = (SECRET + "\0").getBytes(StandardCharsets.US_ASCII);
        int entries = 2;
        int dataOffset = 8 + 2 + entries * 12 + 4;
        ByteBuffer exif = ByteBuffer.allocate(6 + dataOffset + make.length);
        exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        exif.put("MM\0*".getBytes(StandardCharsets.US_ASCII)).putInt(8).putShort((short) entries);
        // Make (ASCII), then Orientation (SHORT).
        exif.putShort((short) 0x010F).putShort((short) 2).putInt(make.length).putInt(dataOffset);
        exif.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) orientation).putShort((short) 0);
        exif.putInt(0).put(make);
        ByteBuffer whole = ByteBuffer.allocate(jpeg.length + 4 + exif.capacity());
        whole.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (2 + exif.capacity()));
        return whole.put(exif.array()).put(jpeg, 2, jpeg.length - 2).array();
    }

    /** A JPEG of exactly this size, padded with comments. */
    public static byte[] jpegOf(int sizeBytes) {
        byte[] jpeg = jpeg(64, 64, 1);
        ByteBuffer whole = ByteBuffer.allocate(sizeBytes).put(jpeg, 0, 2);
        int left = sizeBytes - jpeg.length;
        while (left > 0) {
            // A segment has 4 to 65,537 bytes, and the rest must have room for another one.
            int segment = Math.min(left, left - 65_537 < 4 && left > 65_537 ? 60_000 : 65_537);
            byte[] comment = new byte[segment - 4];
            Arrays.fill(comment, (byte) 'x');
            whole.putShort((short) 0xFFFE).putShort((short) (segment - 2)).put(comment);
            left -= segment;
        }
        return whole.put(jpeg, 2, jpeg.length - 2).array();
    }

    /** A small PNG whose header declares other dimensions. */
    public static byte[] pngThatDeclares(int width, int height) {
        byte[] png = png(8, 8, 1);
        ByteBuffer header = ByteBuffer.wrap(png);
        header.putInt(16, width).putInt(20, height);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        header.putInt(29, (int) crc.getValue());
        return png;
    }

    /** A PNG of noise, which does not compress: about three bytes per pixel. */
    public static byte[] noise(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new Random(1).ints((long) width * height).toArray();
        image.setRGB(0, 0, width, height, pixels, 0, width);
        return encode("png", image);
    }

    /** Writes a PNG (RFC 2083) of noise row by row, slightly more than three bytes per pixel. */
    public static void writeUncompressedPng(Path file, int width, int height) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.write(new byte[]{(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
            // 8 bits per channel, RGB, not interlaced.
            chunk(out, "IHDR",
                    ByteBuffer.allocate(13).putInt(width).putInt(height).put(new byte[]{8, 2, 0, 0, 0}).array());
            Random random = new Random(1);
            Deflater stored = new Deflater(Deflater.NO_COMPRESSION);
            byte[] row = new byte[1 + 3 * width];
            byte[] deflated = new byte[row.length + 1024];
            for (int y = 0; y < height; y++) {
                random.nextBytes(row);
                // Each row begins with its filter type: none.
                row[0] = 0;
                stored.setInput(row);
                if (y == height - 1) {
                    stored.finish();
                }
                for (int count = stored.deflate(deflated); count > 0; count = stored.deflate(deflated)) {
                    chunk(out, "IDAT", Arrays.copyOf(deflated, count));
                }
            }
            stored.end();
            chunk(out, "IEND", new byte[0]);
        }
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    private static byte[] encode(String format, int width, int height, long seed) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(seed);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, (x * 255 / width) << 16 | (y * 255 / height) << 8 | random.nextInt(64));
            }
        }
        return encode(format, image);
    }

    private static byte[] encode(String format, BufferedImage image) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("The JDK cannot write " + format);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
