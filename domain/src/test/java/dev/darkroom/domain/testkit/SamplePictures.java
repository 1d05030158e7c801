package dev.darkroom.domain.testkit;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/**
 * Pictures to render, made by the JDK's encoders or, where it has none, small files in base64. Most show four quadrants:
 * red and green above blue and white, so that one sees how they lie.
 */
final class SamplePictures {
    static final int WIDTH = 96;
    static final int HEIGHT = 64;

    /** By {@code cwebp}. */
    private static final String WEBP =
            "UklGRp4AAABXRUJQVlA4IJIAAAAwBwCdASpgAEAAPm0uk0YkIqGhLUgAgA2JQQ4AMdr4f4B+JO2i8Q/ET9XeMC7Z5n4CptwLHv1k"
                    + "ZIMJbpyh2N2lRFAA/i8txLwD7eKTq5AOPr4tjkk6feM5HxiMFh1fbjVmI/i8C6wVZEOjlZplw1uCq7IVr6DEEkmgne7YcFSnBczE"
                    + "j7lXDve3V8MT3Er8OKAAAA==";
    /** By {@code webpmux}: the quadrants, then a black frame. */
    private static final String ANIMATED_WEBP =
            "UklGRigBAABXRUJQVlA4WAoAAAACAAAAXwAAPwAAQU5JTQYAAAD/////AABBTk1GqgAAAAAAAAAAAF8AAD8AAGQAAABWUDggkgAA"
                    + "ADAHAJ0BKmAAQAA+bS6TRiQioaEtSACADYlBDgAx2vh/gH4k7aLxD8RP1d4wLtnmfgKm3Ase/WRkgwlunKHY3aVEUAD+Ly3EvAPt"
                    + "4pOrkA4+vi2OSTp94zkfGIwWHV9uNWYj+LwLrBVkQ6OVmmXDW4KrshWvoMQSSaCd7thwVKcFzMSPuVcO97dXwxPcSvw4oAAAQU5N"
                    + "RkoAAAAAAAAAAABfAAA/AABkAAAAVlA4IDIAAADwAwCdASpgAEAAPm02mUmkIyKhIWgAgA2JaQAACzIkSJEiRIkSJEfQAP77nMAA"
                    + "AAAAAA==";
    /** By {@code avifenc --irot 1}: turned to the left by a quarter. */
    private static final String TURNED_AVIF =
            "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAAD8bWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAA"
                    + "AGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABJAAAAHYAAAAoaWluZgAAAAAAAQAAABppbmZl"
                    + "AgAAAAABAABhdjAxQ29sb3IAAAAAdGlwcnAAAABUaXBjbwAAABRpc3BlAAAAAAAAAGAAAABAAAAAEHBpeGkAAAAAAwgICAAAAAxh"
                    + "djFDgSAAAAAAABNjb2xybmNseAABAA0ABoAAAAAJaXJvdAEAAAAYaXBtYQAAAAAAAAABAAEFAQKDBIUAAAB+bWRhdBIACgk4GW/+"
                    + "wgIaDSAyZxHgAYYYYoC0TavDviTVGtQKvNK5linrGkRI/VjRRPe4YhHMPCuUObUNjnH8C57hjDFUZ4YIP/jHdl9nJXpdlLtzEKEv"
                    + "j1JOzqBM0AyvXJIV0n84njG/wfdyjp0ccy5v23qGUkCaRYA=";
    /** By libheif and x265. */
    private static final String HEIC =
            "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAUJtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
                    + "AA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAFmAAEAAAAAAAAA6QAAACNpaW5mAAAAAAABAAAAFWluZmUCAAAAAAEA"
                    + "AGh2YzEAAAAAwmlwcnAAAACkaXBjbwAAAHhodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMA"
                    + "AAMAHroCQCEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgQEDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQAAAABRpc3Bl"
                    + "AAAAAAAAAGAAAABAAAAAEHBpeGkAAAAAAwgICAAAABZpcG1hAAAAAAAAAAEAAQOBAoMAAADxbWRhdAAAAOUoAa8E+Nvy6Trt/+TD"
                    + "///+V67sv8mH+E7pdffjk0//psp//6ISgR3yZU3o159xU39L4mjUED8KTJ2qE2vN5/rgIbpVm2Spd5eytwOegN8rrHYl99aBxMM1"
                    + "fOBhJx5veUNwKyxHGYuq0fHrri75upxCm/9MBojf0yw3//XG3Gdcy593C7LYJLbX5/lFDZMi2VOTSFDSckECeD25U2E4PZYvxto3"
                    + "Q3ffGcZdBS0noVVUjpRG/WJfF+BC97f1//ICj/4IP1W/4NSV+5PJbBnNSj660SeDGTmdgDbcQfqaphk/OUv9mWTw";
    /** By libvips: 32 pixels a side, 90% cyan, 10% magenta and yellow, without a profile. */
    private static final String CMYK_JPEG =
            "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwAQCwwODAoQDg0OEhEQExgoGhgWFhgxIyUdKDozPTw5Mzg3QEhcTkBEV0U3OFBtUVdfYmdo"
                    + "Zz5NcXlwZHhcZWdj/8AAFAgAIAAgBEMRAE0RAFkRAEsRAP/EABYAAQEBAAAAAAAAAAAAAAAAAAAGB//EABQQAQAAAAAAAAAAAAAA"
                    + "AAAAAAD/2gAOBEMATQBZAEsAAD8AjFms2gAAAAAAAAAAAAAAAAAAAAP/2Q==";

    private SamplePictures() {}

    static byte[] webp() {
        return decoded(WEBP);
    }

    static byte[] animatedWebp() {
        return decoded(ANIMATED_WEBP);
    }

    static byte[] heic() {
        return decoded(HEIC);
    }

    static byte[] cmykJpeg() {
        return decoded(CMYK_JPEG);
    }

    /** @param quarters to the left by which the quadrants are turned when shown, 0–3 */
    static byte[] turnedAvif(int quarters) {
        byte[] avif = decoded(TURNED_AVIF);
        avif[new String(avif, StandardCharsets.ISO_8859_1).indexOf("irot") + 4] = (byte) quarters;
        return avif;
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    static BufferedImage quadrants(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        fill(graphics, Color.RED, 0, 0, width / 2, height / 2);
        fill(graphics, Color.GREEN, width / 2, 0, width, height / 2);
        fill(graphics, Color.BLUE, 0, height / 2, width / 2, height);
        fill(graphics, Color.WHITE, width / 2, height / 2, width, height);
        graphics.dispose();
        return image;
    }

    private static void fill(Graphics2D graphics, Color colour, int left, int top, int right, int bottom) {
        graphics.setColor(colour);
        graphics.fillRect(left, top, right - left, bottom - top);
    }

    static BufferedImage plain(int type, Color colour) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            image.setRGB(i % WIDTH, i / WIDTH, colour.getRGB());
        }
        return image;
    }

    /** @param format as ImageIO knows it */
    static byte[] encoded(BufferedImage image, String format) {
        var out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalArgumentException("The JDK writes no such " + format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    // Metadata

    /** A TIFF block that says nothing but the orientation. */
    private static byte[] exif(int orientation) {
        return new byte[]{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0,
            0, 0, 0};
    }

    static byte[] jpegTurned(byte[] jpeg, int orientation) {
        return withSegment(jpeg, 0xE1, latin("Exif\0\0"), exif(orientation));
    }

    static byte[] pngTurned(byte[] png, int orientation) {
        return withChunk(png, "eXIf", exif(orientation));
    }

    /** The simple file as an extended one. */
    static byte[] webpTurned(byte[] webp, int orientation) {
        byte[] header = {8, 0, 0, 0, WIDTH - 1, 0, 0, HEIGHT - 1, 0, 0};
        byte[] chunks = join(
                riffChunk("VP8X", header), Arrays.copyOfRange(webp, 12, webp.length),
                riffChunk("EXIF", exif(orientation)));
        return join(latin("RIFF"), u32le(4 + chunks.length), latin("WEBP"), chunks);
    }

    static byte[] jpegWithProfile(byte[] jpeg, byte[] profile) {
        return withSegment(jpeg, 0xE2, latin("ICC_PROFILE\0\u0001\u0001"), profile);
    }

    static byte[] pngWithProfile(byte[] png, byte[] profile) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(profile);
            deflater.finish();
            byte[] compressed = new byte[profile.length + 100];
            int length = deflater.deflate(compressed);
            return withChunk(png, "iCCP", latin("profile\0\0"), Arrays.copyOf(compressed, length));
        }
    }

    /** Behind the first segment, which is JFIF's. */
    static byte[] withSegment(byte[] jpeg, int code, byte[]... payload) {
        byte[] joined = join(payload);
        int length = joined.length + 2;
        int at = 4 + (jpeg[4] << 8 | jpeg[5]);
        byte[] marker = {(byte) 0xFF, (byte) code, (byte) (length >> 8), (byte) length};
        return join(Arrays.copyOf(jpeg, at), marker, joined, Arrays.copyOfRange(jpeg, at, jpeg.length));
    }

    /** Behind the header. */
    static byte[] withChunk(byte[] png, String type, byte[]... payload) {
        int at = 8 + 25;
        return join(Arrays.copyOf(png, at), pngChunk(type, payload), Arrays.copyOfRange(png, at, png.length));
    }

    static byte[] pngChunk(String type, byte[]... payload) {
        byte[] joined = join(payload);
        CRC32 crc = new CRC32();
        crc.update(latin(type));
        crc.update(joined);
        return join(u32(joined.length), latin(type), joined, u32(crc.getValue()));
    }

    private static byte[] riffChunk(String type, byte[] payload) {
        return join(latin(type), u32le(payload.length), payload);
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] u32(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    private static byte[] u32le(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
