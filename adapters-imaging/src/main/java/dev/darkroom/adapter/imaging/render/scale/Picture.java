package dev.darkroom.adapter.imaging.render.scale;

import dev.darkroom.domain.model.object.Dimensions;
import java.awt.image.BufferedImage;

/** Pixels in sRGB as {@code 0xAARRGGBB}, row by row, not premultiplied by alpha. */
public final class Picture {
    private static final int WHITE = 255;

    private final int width;
    private final int height;
    private final int[] pixels;

    /** @param pixels must not be changed afterwards */
    Picture(int width, int height, int[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /** Applies an Exif orientation of 1–8. */
    public Picture upright(int orientation) {
        boolean swaps = orientation >= 5;
        int newWidth = swaps ? height : width;
        int newHeight = swaps ? width : height;
        int[] turned = new int[pixels.length];
        for (int y = 0; y < newHeight; y++) {
            for (int x = 0; x < newWidth; x++) {
                int flippedX = newWidth - 1 - x;
                int flippedY = newHeight - 1 - y;
                turned[y * newWidth + x] = switch (orientation) {
                    case 2 -> at(flippedX, y);
                    case 3 -> at(flippedX, flippedY);
                    case 4 -> at(x, flippedY);
                    case 5 -> at(y, x);
                    case 6 -> at(y, flippedX);
                    case 7 -> at(flippedY, flippedX);
                    case 8 -> at(flippedY, x);
                    default -> at(x, y);
                };
            }
        }
        return new Picture(newWidth, newHeight, turned);
    }

    int at(int x, int y) {
        return pixels[y * width + x];
    }

    /** Crops to the centre. */
    public Picture cropped(Dimensions to) {
        return cropped((width - to.width()) / 2, (height - to.height()) / 2, to);
    }

    Picture cropped(int left, int top, Dimensions to) {
        int[] area = new int[to.width() * to.height()];
        for (int y = 0; y < to.height(); y++) {
            System.arraycopy(pixels, (top + y) * width + left, area, y * to.width(), to.width());
        }
        return new Picture(to.width(), to.height(), area);
    }

    /** Puts the picture in the middle of a transparent canvas. */
    public Picture padded(Dimensions to) {
        int left = (to.width() - width) / 2;
        int top = (to.height() - height) / 2;
        int[] canvas = new int[to.width() * to.height()];
        for (int y = 0; y < height; y++) {
            System.arraycopy(pixels, y * width, canvas, (top + y) * to.width() + left, width);
        }
        return new Picture(to.width(), to.height(), canvas);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Draws the picture over white, for a format without alpha. */
    public BufferedImage overWhite() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int pixel = at(x, y);
                row[x] = over(pixel, 16) << 16 | over(pixel, 8) << 8 | over(pixel, 0);
            }
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    private static int over(int pixel, int shift) {
        int alpha = pixel >>> 24;
        return ((pixel >> shift & 0xFF) * alpha + WHITE * (255 - alpha) + 127) / 255;
    }

    /** Returns red, green, blue and alpha of each pixel, one byte each. */
    public byte[] rgba() {
        byte[] rgba = new byte[4 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rgba[4 * i] = (byte) (pixels[i] >> 16);
            rgba[4 * i + 1] = (byte) (pixels[i] >> 8);
            rgba[4 * i + 2] = (byte) pixels[i];
            rgba[4 * i + 3] = (byte) (pixels[i] >> 24);
        }
        return rgba;
    }
}
