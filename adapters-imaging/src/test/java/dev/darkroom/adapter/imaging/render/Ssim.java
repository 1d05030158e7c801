package dev.darkroom.adapter.imaging.render;

import java.awt.image.BufferedImage;

/**
 * The similarity of two pictures: the mean structural similarity (Wang, Bovik, Sheikh, Simoncelli, 2004) of their luma,
 * over windows of 8 × 8 pixels at distances of 4. Equal pictures have 1.
 */
final class Ssim {
    private static final int WINDOW = 8;
    private static final int STEP = 4;
    private static final double C1 = 0.01 * 255 * 0.01 * 255;
    private static final double C2 = 0.03 * 255 * 0.03 * 255;

    private Ssim() {}

    static double of(BufferedImage a, BufferedImage b) {
        if (a.getWidth() != b.getWidth() || a.getHeight() != b.getHeight()) {
            throw new IllegalArgumentException("Pictures of two sizes");
        }
        double[][] lumaA = luma(a);
        double[][] lumaB = luma(b);
        double sum = 0;
        int count = 0;
        for (int y = 0; y + WINDOW <= a.getHeight(); y += STEP) {
            for (int x = 0; x + WINDOW <= a.getWidth(); x += STEP) {
                sum += window(lumaA, lumaB, x, y);
                count++;
            }
        }
        return sum / count;
    }

    private static double window(double[][] a, double[][] b, int left, int top) {
        double sumA = 0;
        double sumB = 0;
        double squaresA = 0;
        double squaresB = 0;
        double products = 0;
        for (int y = top; y < top + WINDOW; y++) {
            for (int x = left; x < left + WINDOW; x++) {
                sumA += a[y][x];
                sumB += b[y][x];
                squaresA += a[y][x] * a[y][x];
                squaresB += b[y][x] * b[y][x];
                products += a[y][x] * b[y][x];
            }
        }
        double n = WINDOW * WINDOW;
        double meanA = sumA / n;
        double meanB = sumB / n;
        double varianceA = squaresA / n - meanA * meanA;
        double varianceB = squaresB / n - meanB * meanB;
        double covariance = products / n - meanA * meanB;
        return (2 * meanA * meanB + C1) * (2 * covariance + C2)
                / ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2));
    }

    /** Luma with the weights of BT.601, as in JPEG. */
    private static double[][] luma(BufferedImage image) {
        double[][] luma = new double[image.getHeight()][image.getWidth()];
        for (int y = 0; y < luma.length; y++) {
            for (int x = 0; x < luma[y].length; x++) {
                int rgb = image.getRGB(x, y);
                luma[y][x] = 0.299 * (rgb >> 16 & 0xFF) + 0.587 * (rgb >> 8 & 0xFF) + 0.114 * (rgb & 0xFF);
            }
        }
        return luma;
    }
}
