package dev.darkroom.adapter.imaging.placeholder;

import dev.darkroom.domain.model.object.Dimensions;
import java.util.Arrays;
import java.util.Base64;

/**
 * The ThumbHash of a picture (Evan Wallace, 2023,
 * <a href="https://evanw.github.io/thumbhash/">evanw.github.io/thumbhash</a>): about 25 bytes with the average colour,
 * the aspect ratio, and the first coefficients of a discrete cosine transform of lightness, of two colour differences
 * and, if the picture is not opaque, of alpha.
 */
public final class ThumbHash {
    /** More pixels take longer and do not change the hash visibly. */
    private static final int MAX_SIDE = 100;

    private static final int CHANNELS = 4;
    private static final int LIGHTNESS_TERMS = 7;
    /** Fewer, because alpha takes bits too. */
    private static final int LIGHTNESS_TERMS_WITH_ALPHA = 5;
    private static final int COLOUR_TERMS = 3;
    private static final int ALPHA_TERMS = 5;

    private final int width;
    private final int height;

    private ThumbHash(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** The size to which a picture must be scaled before it is hashed. */
    public static Dimensions sizeFor(Dimensions picture) {
        double scale = Math.min(1, (double) MAX_SIDE / Math.max(picture.width(), picture.height()));
        return new Dimensions(
                (int) Math.max(1, Math.round(picture.width() * scale)),
                (int) Math.max(1, Math.round(picture.height() * scale)));
    }

    /**
     * Hashes a picture in sRGB.
     *
     * @param size at most {@value #MAX_SIDE} pixels a side
     * @param rgba four bytes per pixel, row by row; colours are not premultiplied by alpha
     * @return the hash in base64, with padding
     */
    public static String base64(Dimensions size, byte[] rgba) {
        int width = size.width();
        int height = size.height();
        if (width > MAX_SIDE || height > MAX_SIDE || rgba.length != CHANNELS * width * height) {
            throw new IllegalArgumentException("A hash of " + width + "×" + height + " pixels in " + rgba.length);
        }
        return Base64.getEncoder().encodeToString(new ThumbHash(width, height).hash(rgba));
    }

    private byte[] hash(byte[] rgba) {
        int pixels = width * height;
        double[] average = new double[CHANNELS];
        for (int i = 0; i < pixels; i++) {
            double opacity = sample(rgba, i, 3);
            for (int channel = 0; channel < 3; channel++) {
                average[channel] += opacity * sample(rgba, i, channel);
            }
            average[3] += opacity;
        }
        for (int channel = 0; channel < 3 && average[3] > 0; channel++) {
            average[channel] /= average[3];
        }
        boolean hasAlpha = average[3] < pixels;

        // Transparent pixels show the average colour.
        double[] lightness = new double[pixels];
        double[] yellowBlue = new double[pixels];
        double[] redGreen = new double[pixels];
        double[] alpha = new double[pixels];
        for (int i = 0; i < pixels; i++) {
            double opacity = sample(rgba, i, 3);
            double red = average[0] * (1 - opacity) + opacity * sample(rgba, i, 0);
            double green = average[1] * (1 - opacity) + opacity * sample(rgba, i, 1);
            double blue = average[2] * (1 - opacity) + opacity * sample(rgba, i, 2);
            lightness[i] = (red + green + blue) / 3;
            yellowBlue[i] = (red + green) / 2 - blue;
            redGreen[i] = red - green;
            alpha[i] = opacity;
        }

        int most = hasAlpha ? LIGHTNESS_TERMS_WITH_ALPHA : LIGHTNESS_TERMS;
        int longSide = Math.max(width, height);
        int across = Math.max(1, (int) Math.round((double) (most * width) / longSide));
        int down = Math.max(1, (int) Math.round((double) (most * height) / longSide));
        Terms l = terms(lightness, Math.max(3, across), Math.max(3, down));
        Terms p = terms(yellowBlue, COLOUR_TERMS, COLOUR_TERMS);
        Terms q = terms(redGreen, COLOUR_TERMS, COLOUR_TERMS);

        boolean isLandscape = width > height;
        Bits bits = new Bits();
        bits.add(6, 63 * l.constant);
        bits.add(6, 31.5 + 31.5 * p.constant);
        bits.add(6, 31.5 + 31.5 * q.constant);
        bits.add(5, 31 * l.scale);
        bits.add(1, hasAlpha ? 1 : 0);
        bits.add(3, isLandscape ? down : across);
        bits.add(6, 63 * p.scale);
        bits.add(6, 63 * q.scale);
        bits.add(1, isLandscape ? 1 : 0);
        if (hasAlpha) {
            Terms a = terms(alpha, ALPHA_TERMS, ALPHA_TERMS);
            bits.add(4, 15 * a.constant);
            bits.add(4, 15 * a.scale);
            l.addTo(bits);
            p.addTo(bits);
            q.addTo(bits);
            a.addTo(bits);
        } else {
            l.addTo(bits);
            p.addTo(bits);
            q.addTo(bits);
        }
        return bits.bytes();
    }

    private static double sample(byte[] rgba, int pixel, int channel) {
        return (rgba[CHANNELS * pixel + channel] & 0xFF) / 255.0;
    }

    /** Transforms a channel. Returns the terms in the triangle of low frequencies. */
    private Terms terms(double[] channel, int across, int down) {
        // Rows first: then a term costs one multiplication for each row instead of each pixel.
        double[] rows = new double[height * across];
        for (int term = 0; term < across; term++) {
            for (int x = 0; x < width; x++) {
                double wave = Math.cos(Math.PI / width * term * (x + 0.5));
                for (int y = 0; y < height; y++) {
                    rows[y * across + term] += channel[y * width + x] * wave;
                }
            }
        }
        Terms terms = new Terms();
        for (int j = 0; j < down; j++) {
            for (int i = 0; i * down < across * (down - j); i++) {
                double sum = 0;
                for (int y = 0; y < height; y++) {
                    sum += rows[y * across + i] * Math.cos(Math.PI / height * j * (y + 0.5));
                }
                terms.add(sum / (width * height), i == 0 && j == 0);
            }
        }
        return terms;
    }

    /** The constant term of a channel, the varying terms, and the largest magnitude of these. */
    private static final class Terms {
        private final double[] varying = new double[LIGHTNESS_TERMS * LIGHTNESS_TERMS];
        private int count;
        private double constant;
        private double scale;

        void add(double term, boolean isConstant) {
            if (isConstant) {
                constant = term;
            } else {
                varying[count++] = term;
                scale = Math.max(scale, Math.abs(term));
            }
        }

        /** Adds each varying term in four bits, relative to the largest. */
        void addTo(Bits bits) {
            for (int i = 0; i < count; i++) {
                bits.add(4, scale == 0 ? 0 : 15 * (0.5 + 0.5 / scale * varying[i]));
            }
        }
    }

    /** Packs numbers into bits, starting with the lowest bit of the first byte. */
    private static final class Bits {
        private final byte[] bytes = new byte[64];
        private int length;

        void add(int bits, double number) {
            long value = Math.round(number);
            for (int i = 0; i < bits; i++, length++) {
                bytes[length / 8] |= (byte) ((value >> i & 1) << length % 8);
            }
        }

        byte[] bytes() {
            return Arrays.copyOf(bytes, (length + 7) / 8);
        }
    }
}
