package dev.darkroom.adapter.imaging.render.scale;

import dev.darkroom.domain.model.object.Dimensions;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.stream.IntStream;

/**
 * Scales a picture that ImageIO read, and then converts it to sRGB; in this order, fewer pixels are converted. Averages
 * use colours premultiplied by alpha, so the colours of transparent pixels have no effect.
 */
public final class SrgbScaler {
    private static final float MAX_SAMPLE = 255;

    private final BufferedImage image;
    private final Dimensions size;
    private final ColorSpace space;
    private final boolean hasAlpha;
    private final int colours;

    private SrgbScaler(BufferedImage image, Dimensions size, ColorSpace space, int colours) {
        this.image = image;
        this.size = size;
        this.space = space;
        this.hasAlpha = image.getColorModel().hasAlpha();
        this.colours = colours;
    }

    public static Picture scaled(BufferedImage image, Dimensions size) {
        ColorModel model = image.getColorModel();
        if (hasSamples(model)) {
            return new SrgbScaler(image, size, model.getColorSpace(), model.getNumColorComponents()).scaled();
        }
        return new SrgbScaler(image, size, ColorSpace.getInstance(ColorSpace.CS_sRGB), 3).scaled();
    }

    /** Whether pixels consist of samples, not of palette indices or packed values. */
    private static boolean hasSamples(ColorModel model) {
        return model instanceof ComponentColorModel
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT);
    }

    private Picture scaled() {
        int bands = colours + (hasAlpha ? 1 : 0);
        WritableRaster target =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, size.width(), size.height(), bands, null);
        Dimensions from = new Dimensions(image.getWidth(), image.getHeight());
        AreaScaler scaler = new AreaScaler(
                from, size, bands, (y, row) -> target.setPixels(0, y, size.width(), 1, unmultiplied(row, bands)));
        float[] row = new float[from.width() * bands];
        for (int y = 0; y < from.height(); y++) {
            scaler.add(samples(y, row, bands));
        }
        return new Picture(size.width(), size.height(), inSrgb(target));
    }

    /** Reads a row of samples from 0 to 255, premultiplied by alpha. */
    private float[] samples(int y, float[] row, int bands) {
        ColorModel model = image.getColorModel();
        if (hasSamples(model)) {
            image.getRaster().getPixels(0, y, image.getWidth(), 1, row);
            if (model.getTransferType() == DataBuffer.TYPE_USHORT) {
                for (int i = 0; i < row.length; i++) {
                    row[i] /= 257;
                }
            }
        } else {
            int[] pixels = image.getRGB(0, y, image.getWidth(), 1, null, 0, image.getWidth());
            for (int x = 0; x < pixels.length; x++) {
                for (int band = 0; band < bands; band++) {
                    row[x * bands + band] = pixels[x] >> (band == 3 ? 24 : 16 - 8 * band) & 0xFF;
                }
            }
        }
        if (hasAlpha && !(hasSamples(model) && model.isAlphaPremultiplied())) {
            for (int at = 0; at < row.length; at += bands) {
                float alpha = row[at + colours] / MAX_SAMPLE;
                for (int band = 0; band < colours; band++) {
                    row[at + band] *= alpha;
                }
            }
        }
        return row;
    }

    private int[] unmultiplied(float[] row, int bands) {
        int[] samples = new int[row.length];
        for (int at = 0; at < row.length; at += bands) {
            float opacity = hasAlpha ? row[at + colours] / MAX_SAMPLE : 1;
            for (int band = 0; band < bands; band++) {
                float sample = band < colours && opacity > 0 ? row[at + band] / opacity : row[at + band];
                samples[at + band] = Math.clamp(Math.round(sample), 0, (int) MAX_SAMPLE);
            }
        }
        return samples;
    }

    private int[] inSrgb(WritableRaster raster) {
        Raster colour = toSrgb(raster.createWritableChild(
                0, 0, size.width(), size.height(), 0, 0, IntStream.range(0, colours).toArray()));
        int[] pixels = new int[size.width() * size.height()];
        int shown = colour.getNumBands();
        for (int y = 0; y < size.height(); y++) {
            for (int x = 0; x < size.width(); x++) {
                int alpha = hasAlpha ? raster.getSample(x, y, colours) : (int) MAX_SAMPLE;
                pixels[y * size.width() + x] = alpha << 24
                        | colour.getSample(x, y, 0) << 16
                        | colour.getSample(x, y, shown == 1 ? 0 : 1) << 8
                        | colour.getSample(x, y, shown == 1 ? 0 : 2);
            }
        }
        return pixels;
    }

    private Raster toSrgb(WritableRaster raster) {
        // Without a profile, Java assumes linear grey, but on the web grey has the gamma of sRGB.
        if (space.isCS_sRGB() || space.equals(ColorSpace.getInstance(ColorSpace.CS_GRAY))
                || !(space instanceof ICC_ColorSpace profiled)) {
            return raster;
        }
        WritableRaster converted =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, size.width(), size.height(), 3, null);
        ICC_Profile[] path = {profiled.getProfile(), ICC_Profile.getInstance(ColorSpace.CS_sRGB)};
        return new ColorConvertOp(path, null).filter(raster, converted);
    }
}
