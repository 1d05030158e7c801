package dev.darkroom.adapter.imaging.render.scale;

import dev.darkroom.domain.model.object.Dimensions;

/**
 * Crops to the part with the most different pixels, as libvips does: of two strips at opposite edges, the one with less entropy
 * is cut off, until the size is reached.
 */
public final class EntropyCrop {
    /** The excess is cut off in so many steps. */
    private static final int STEPS = 8;

    private static final int SHADES = 256;
    private static final int COLOURS = 3;

    private final Picture picture;
    private int left;
    private int top;
    private int width;
    private int height;

    private EntropyCrop(Picture picture) {
        this.picture = picture;
        this.width = picture.width();
        this.height = picture.height();
    }

    /** @param to not larger than the picture */
    public static Picture of(Picture picture, Dimensions to) {
        EntropyCrop crop = new EntropyCrop(picture);
        int excess = Math.max(picture.width() - to.width(), picture.height() - to.height());
        int step = Math.max(1, Math.ceilDiv(excess, STEPS));
        while (crop.width > to.width() || crop.height > to.height()) {
            crop.narrow(Math.min(crop.width - to.width(), step));
            crop.flatten(Math.min(crop.height - to.height(), step));
        }
        return picture.cropped(crop.left, crop.top, to);
    }

    private void narrow(int columns) {
        if (columns > 0) {
            boolean cutsLeft =
                    entropy(left, top, columns, height) < entropy(left + width - columns, top, columns, height);
            left += cutsLeft ? columns : 0;
            width -= columns;
        }
    }

    private void flatten(int rows) {
        if (rows > 0) {
            boolean cutsTop = entropy(left, top, width, rows) < entropy(left, top + height - rows, width, rows);
            top += cutsTop ? rows : 0;
            height -= rows;
        }
    }

    /** The entropy of the shades of all colours, in bits. Transparent pixels are black. */
    private double entropy(int fromX, int fromY, int columns, int rows) {
        int[] counts = new int[COLOURS * SHADES];
        for (int y = fromY; y < fromY + rows; y++) {
            for (int x = fromX; x < fromX + columns; x++) {
                int pixel = picture.at(x, y);
                int alpha = pixel >>> 24;
                for (int colour = 0; colour < COLOURS; colour++) {
                    int shade = (pixel >> (8 * colour) & 0xFF) * alpha / 255;
                    counts[colour * SHADES + shade]++;
                }
            }
        }
        double total = (double) COLOURS * columns * rows;
        double bits = 0;
        for (int count : counts) {
            if (count > 0) {
                bits -= count / total * Math.log(count / total);
            }
        }
        return bits / Math.log(2);
    }
}
