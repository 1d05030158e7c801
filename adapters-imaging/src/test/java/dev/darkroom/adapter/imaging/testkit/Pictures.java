package dev.darkroom.adapter.imaging.testkit;

import static dev.darkroom.adapter.imaging.testkit.Bytes.bytes;
import static dev.darkroom.adapter.imaging.testkit.Bytes.insert;
import static dev.darkroom.adapter.imaging.testkit.Bytes.join;
import static dev.darkroom.adapter.imaging.testkit.Bytes.latin;
import static dev.darkroom.adapter.imaging.testkit.Bytes.pngChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.riffChunk;
import static dev.darkroom.adapter.imaging.testkit.Bytes.segment;
import static dev.darkroom.adapter.imaging.testkit.Bytes.u32le;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures of 48 × 32 pixels from the JDK's encoders, bare or with all private metadata that a format can contain. */
public final class Pictures {
    public static final int WIDTH = 48;
    public static final int HEIGHT = 32;

    /** Read once, because Java returns other bytes after it has used the profile. */
    private static final byte[] PROFILE =
            ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();

    private Pictures() {}

    public static byte[] jpeg() {
        return encode("jpeg", false);
    }

    public static byte[] progressiveJpeg() {
        return encode("jpeg", true);
    }

    public static byte[] png() {
        return encode("png", false);
    }

    /** A JPEG with every kind of segment that is not needed, a colour profile, and bytes after its end. */
    public static byte[] privateJpeg(int orientation) {
        byte[] jpeg = jpeg();
        int afterJfif = 2 + 2 + 16;
        byte[] file = insert(
                jpeg,
                afterJfif,
                segment(0xE0, latin("JFXX\0"), latin("SECRET-JFXX")),
                segment(0xE1, latin("Exif\0\0"), ExifBuilder.everything(orientation)),
                segment(0xE1,
                        latin("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET-XMP exif:GPSLatitude</x:xmpmeta>")),
                segment(0xE1, latin("http://ns.adobe.com/xmp/extension/\0SECRET-EXTENDED-1")),
                segment(0xE1, latin("http://ns.adobe.com/xmp/extension/\0SECRET-EXTENDED-2")),
                iccSegment(),
                segment(0xE2, latin("MPF\0SECRET-MPF")),
                segment(0xEB, latin("JP\0\0SECRET-JUMBF")),
                segment(0xED, latin("Photoshop 3.0\08BIM\u0004\u0004SECRET-IPTC")),
                segment(0xFE, latin("SECRET-COMMENT")));
        return join(file, latin("SECRET-TRAILER"), jpeg());
    }

    public static byte[] iccSegment() {
        return segment(0xE2, latin("ICC_PROFILE\0\u0001\u0001"), profile());
    }

    public static byte[] gif() {
        return encode("gif", false);
    }

    /** Two frames and a loop, with a comment, a text, XMP and another application's block, and bytes after the end. */
    public static byte[] privateGif() {
        byte[] gif = gif();
        int blocksAt = 13 + (3 << ((gif[10] & 7) + 1));
        byte[] frame = Arrays.copyOfRange(gif, blocksAt, gif.length - 1);
        byte[] xmpTrailer = new byte[258];
        for (int i = 1; i < 257; i++) {
            xmpTrailer[i] = (byte) (256 - i);
        }
        xmpTrailer[0] = 1;
        return join(
                Arrays.copyOf(gif, blocksAt),
                loop(),
                latin("!\u00FE\u000ESECRET-COMMENT\0"),
                latin("!\u00FF\u000BXMP DataXMP"),
                latin("SECRET-XMP"),
                xmpTrailer,
                frame,
                latin("!\u0001\u000C"),
                new byte[12],
                latin("\u000BSECRET-TEXT\0"),
                latin("!\u00FF\u000BSECRETAP1.0\u0005EXTRA\0"),
                frame,
                latin(";SECRET-TRAILER;"));
    }

    /** The same two frames and loop, without metadata. */
    public static byte[] animatedGif() {
        byte[] gif = gif();
        int blocksAt = 13 + (3 << ((gif[10] & 7) + 1));
        byte[] frame = Arrays.copyOfRange(gif, blocksAt, gif.length - 1);
        return join(Arrays.copyOf(gif, blocksAt), loop(), frame, frame, latin(";"));
    }

    private static byte[] loop() {
        return latin("!\u00FF\u000BNETSCAPE2.0\u0003\u0001\0\0\0");
    }

    /** Reads a picture that is stored as a file. */
    public static byte[] resource(String name) {
        try (InputStream in = Pictures.class.getResourceAsStream("/pictures/" + name)) {
            if (in == null) {
                throw new IllegalArgumentException("No picture " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static byte[] webp(byte[]... chunks) {
        byte[] joined = join(chunks);
        return join(latin("RIFF"), u32le(4 + joined.length), latin("WEBP"), joined);
    }

    /** The chunks after the RIFF header. */
    public static byte[] chunksOf(byte[] webp) {
        return Arrays.copyOfRange(webp, 12, webp.length);
    }

    public static byte[] webpHeader(int flags) {
        return riffChunk("VP8X", bytes(flags, 0, 0, 0, WIDTH - 1, 0, 0, HEIGHT - 1, 0, 0));
    }

    /** An extended WebP with all private metadata that it can contain, and bytes after its end. */
    public static byte[] privateWebp(int orientation) {
        return join(
                webp(
                        webpHeader(0x2C),
                        riffChunk("ICCP", profile()),
                        riffChunk("SECR", latin("SECRET-CHUNK")),
                        chunksOf(resource("lossy.webp")),
                        riffChunk("EXIF", ExifBuilder.everything(orientation)),
                        riffChunk("XMP ", latin("<x:xmpmeta>SECRET-XMP exif:GPSLatitude</x:xmpmeta>"))),
                latin("SECRET-TRAILER"));
    }

    public static byte[] profile() {
        return PROFILE.clone();
    }

    /** A PNG with every kind of chunk that is not needed, a colour profile, and bytes after its end. */
    public static byte[] privatePng(int orientation) {
        byte[] png = png();
        int afterHeader = 8 + 12 + 13;
        byte[] withHead = insert(
                png,
                afterHeader,
                pngChunk("iCCP", latin("rgb\0\0"), deflate(profile())),
                pngChunk("pHYs", new byte[]{0, 0, 0x0B, 0x13, 0, 0, 0x0B, 0x13, 1}),
                pngChunk("tEXt", latin("Comment\0SECRET-TEXT")),
                pngChunk("zTXt", latin("Comment\0\0"), deflate(latin("SECRET-COMPRESSED"))),
                pngChunk("iTXt", latin("XML:com.adobe.xmp\0\0\0\0\0SECRET-XMP exif:GPSLatitude")),
                pngChunk("eXIf", ExifBuilder.everything(orientation)),
                pngChunk("tIME", new byte[]{7, (byte) 0xEA, 7, 14, 9, 26, 53}),
                pngChunk("seCr", latin("SECRET-CHUNK")));
        return join(withHead, latin("SECRET-TRAILER"), png());
    }

    public static byte[] deflate(byte[] bytes) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[bytes.length + 100];
            return Arrays.copyOf(out, deflater.deflate(out));
        }
    }

    /** A gradient with noise, so that all coefficients are used. */
    static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, WIDTH, HEIGHT, Color.BLUE));
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        graphics.dispose();
        for (int i = 0; i < WIDTH * HEIGHT; i += 7) {
            picture.setRGB(i % WIDTH, i / WIDTH, i * 7919);
        }
        return picture;
    }

    /** The pixels of a file, row by row, as 0xAARRGGBB. */
    public static int[] pixels(byte[] file) {
        try {
            BufferedImage image = ImageIO.read(new ByteArrayInputStream(file));
            if (image == null) {
                throw new IllegalArgumentException("There is no decoder for this file");
            }
            return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encode(String format, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        var out = new ByteArrayOutputStream();
        try (var stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            if (progressive) {
                parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.write(null, new IIOImage(picture(), null, null), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
