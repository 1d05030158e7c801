package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.object.Dimensions;

/** Which rows and columns of a picture ImageIO reads when a smaller picture is wanted. */
public final class Subsampling {
    /** A picture is read at least this many times larger than wanted: rows and columns that are skipped make edges rough. */
    private static final int MARGIN = 3;

    private Subsampling() {}

    /** Every how many rows and columns one is read, at least 1. */
    public static int step(Dimensions from, Dimensions to) {
        double shrink = Math.min((double) from.width() / to.width(), (double) from.height() / to.height());
        return Math.max(1, (int) (shrink / MARGIN));
    }
}
