package dev.darkroom.adapter.imaging.render;

import dev.darkroom.domain.model.object.Dimensions;

/** The rows and columns of a picture that ImageIO reads for a smaller picture. */
public final class Subsampling {
    /**
     * A picture is read at least this many times larger than wanted, because skipping rows and columns makes edges
     * rough.
     */
    private static final int MARGIN = 3;

    private Subsampling() {}

    /** The distance between rows and columns that are read, at least 1. */
    public static int step(Dimensions from, Dimensions to) {
        double shrink = Math.min((double) from.width() / to.width(), (double) from.height() / to.height());
        return Math.max(1, (int) (shrink / MARGIN));
    }
}
