package dev.darkroom.adapter.imaging.render.scale;

import dev.darkroom.domain.model.object.Dimensions;
import java.util.Arrays;

/**
 * Scales down by area averaging: a pixel of the result is the average of the area that it covers, with partial pixels
 * weighted by their share. Rows are added one by one, so only one row of the source is in memory.
 */
final class AreaScaler {
    /** Receives the rows of the result. Each row is in the same array. */
    interface Rows {
        void row(int y, float[] samples);
    }

    private final Dimensions from;
    private final Dimensions to;
    private final int bands;
    private final Rows result;
    private final float[] across;
    private final float[] sum;
    private int rowsIn;
    private int rowsOut;

    /** @param bands the number of samples per pixel */
    AreaScaler(Dimensions from, Dimensions to, int bands, Rows result) {
        this.from = from;
        this.to = to;
        this.bands = bands;
        this.result = result;
        this.across = new float[to.width() * bands];
        this.sum = new float[to.width() * bands];
    }

    /** Adds the next row of the source. */
    void add(float[] row) {
        scaleAcross(row);
        double perRow = (double) from.height() / to.height();
        double top = rowsIn;
        double bottom = ++rowsIn;
        while (rowsOut < to.height()) {
            double start = rowsOut * perRow;
            double end = start + perRow;
            accumulate((float) (Math.max(0, Math.min(end, bottom) - Math.max(start, top)) / perRow));
            if (end > bottom && rowsIn < from.height()) {
                return;
            }
            result.row(rowsOut, sum);
            Arrays.fill(sum, 0);
            rowsOut++;
        }
    }

    private void accumulate(float weight) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += across[i] * weight;
        }
    }

    private void scaleAcross(float[] row) {
        double perPixel = (double) from.width() / to.width();
        for (int x = 0; x < to.width(); x++) {
            double start = x * perPixel;
            double end = Math.min((x + 1) * perPixel, from.width());
            int first = (int) start;
            int last = Math.min((int) Math.ceil(end), from.width());
            for (int band = 0; band < bands; band++) {
                double total = 0;
                for (int i = first; i < last; i++) {
                    double part = Math.min(end, i + 1) - Math.max(start, i);
                    total += row[i * bands + band] * part;
                }
                across[x * bands + band] = (float) (total / (end - start));
            }
        }
    }
}
