package dev.darkroom.domain.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A colour space of three primaries and one gamma, and its ICC profile of version 2 (ICC.1:2001-04). Colours are adapted to
 * the white D50 of profiles.
 */
final class ColourProfile {
    /** Display P3 has the curve of sRGB, which a gamma of 2.2 comes close to. */
    static final ColourProfile WIDE = new ColourProfile(
            new double[][]{{0.51512, 0.24120, -0.00105}, {0.29198, 0.69225, 0.04189}, {0.15710, 0.06657, 0.78407}});

    /** Adobe RGB (1998). */
    static final ColourProfile ADOBE_RGB = new ColourProfile(
            new double[][]{{0.60974, 0.31111, 0.01947}, {0.20528, 0.62567, 0.06087}, {0.14919, 0.06322, 0.74457}});

    private static final ColourProfile SRGB = new ColourProfile(
            new double[][]{{0.43607, 0.22249, 0.01392}, {0.38515, 0.71687, 0.09708}, {0.14307, 0.06061, 0.71410}});

    private static final double GAMMA = 2.2;
    private static final int HEADER_BYTES = 128;
    private static final int TAGS = 9;
    private static final int DATA_AT = HEADER_BYTES + 4 + 12 * TAGS;

    /** XYZ of red, green and blue. */
    private final double[][] primaries;

    private ColourProfile(double[][] primaries) {
        this.primaries = primaries;
    }

    byte[] icc() {
        ByteBuffer icc = ByteBuffer.allocate(1024);
        icc.position(DATA_AT);
        ByteBuffer tags = ByteBuffer.allocate(4 + 12 * TAGS).putInt(TAGS);
        tag(icc, tags, "desc", description());
        tag(icc, tags, "cprt", ByteBuffer.allocate(12).put(ascii("text")).putInt(0).put(ascii("none")).array());
        tag(icc, tags, "wtpt", xyz(0.9642, 1, 0.8249));
        for (int i = 0; i < 3; i++) {
            tag(icc, tags, "rgb".charAt(i) + "XYZ", xyz(primaries[i][0], primaries[i][1], primaries[i][2]));
            tag(icc, tags, "rgb".charAt(i) + "TRC", gamma());
        }
        int size = icc.position();
        icc.put(HEADER_BYTES, tags.array());
        icc.putInt(0, size).putInt(8, 0x02100000);
        icc.put(12, ascii("mntrRGB XYZ ")).put(36, ascii("acsp"));
        icc.put(68, xyz(0.9642, 1, 0.8249), 8, 12);
        byte[] bytes = new byte[size];
        icc.get(0, bytes);
        return bytes;
    }

    private static void tag(ByteBuffer icc, ByteBuffer tags, String name, byte[] data) {
        tags.put(ascii(name)).putInt(icc.position()).putInt(data.length);
        icc.put(data);
        icc.position((icc.position() + 3) / 4 * 4);
    }

    private static byte[] description() {
        byte[] text = ascii("test\0");
        return ByteBuffer.allocate(12 + text.length + 12 + 67)
                .put(ascii("desc"))
                .putInt(0)
                .putInt(text.length)
                .put(text)
                .array();
    }

    private static byte[] xyz(double... values) {
        ByteBuffer data = ByteBuffer.allocate(20).put(ascii("XYZ ")).putInt(0);
        for (double value : values) {
            data.putInt((int) Math.round(value * 65536));
        }
        return data.array();
    }

    private static byte[] gamma() {
        return ByteBuffer.allocate(14)
                .put(ascii("curv"))
                .putInt(0)
                .putInt(1)
                .putShort((short) Math.round(GAMMA * 256))
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** How a colour of this space, {@code 0xRRGGBB}, is written in sRGB, within a few steps. */
    int inSrgb(int rgb) {
        double[] xyz = new double[3];
        for (int i = 0; i < 3; i++) {
            double light = Math.pow((rgb >> (16 - 8 * i) & 0xFF) / 255.0, GAMMA);
            for (int j = 0; j < 3; j++) {
                xyz[j] += light * primaries[i][j];
            }
        }
        double[] light = SRGB.solve(xyz);
        int result = 0;
        for (int i = 0; i < 3; i++) {
            double value = Math.clamp(light[i], 0.0, 1.0);
            double curved = value <= 0.0031308 ? 12.92 * value : 1.055 * Math.pow(value, 1 / 2.4) - 0.055;
            result = result << 8 | (int) Math.round(255 * curved);
        }
        return result;
    }

    /** The amounts of the primaries that give this colour, by Cramer's rule. */
    private double[] solve(double[] xyz) {
        double[] amounts = new double[3];
        double all = determinant(primaries[0], primaries[1], primaries[2]);
        amounts[0] = determinant(xyz, primaries[1], primaries[2]) / all;
        amounts[1] = determinant(primaries[0], xyz, primaries[2]) / all;
        amounts[2] = determinant(primaries[0], primaries[1], xyz) / all;
        return amounts;
    }

    private static double determinant(double[] a, double[] b, double[] c) {
        return a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1])
                + c[0] * (a[1] * b[2] - a[2] * b[1]);
    }
}
