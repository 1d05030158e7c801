package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.placeholder.ThumbHash;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.rendition.Fit;
import dev.darkroom.domain.model.rendition.Gravity;
import dev.darkroom.domain.model.rendition.Rendition;
import dev.darkroom.domain.model.rendition.RenditionDefinition;

/** The memory that a codec uses for a picture, in addition to its memory when idle. */
public enum Footprint {
    /** libvips streams rows if the format allows it. */
    LIBVIPS {
        @Override
        long decoderBytes(Decoding decoding, Dimensions wanted) {
            return 0;
        }

        @Override
        boolean keepsFile(ContentType type) {
            return switch (type) {
                case JPEG, PNG -> false;
                case GIF, WEBP, AVIF, HEIC, HEIF -> true;
            };
        }
    },

    /** ImageIO keeps all rows and columns that it reads. */
    IMAGEIO {
        @Override
        long decoderBytes(Decoding decoding, Dimensions wanted) {
            Dimensions displayed = decoding.displayed();
            long step = Subsampling.step(displayed, wanted);
            return IMAGEIO_BYTES_PER_PIXEL * (displayed.pixels() / (step * step) + wanted.pixels());
        }

        @Override
        boolean keepsFile(ContentType type) {
            return true;
        }
    };

    /**
     * The memory that libvips uses for each column while it streams rows: 6.9 KB measured with a PNG of 10,000 × 10,000
     * RGB pixels. With a JPEG, which its decoder shrinks, it is less than a quarter.
     */
    private static final long COLUMN_BYTES = 8 * 1024;
    private static final long JPEG_COLUMN_BYTES = 2 * 1024;
    /** For the picture as read, with 16 bits per sample, and for the scaled picture. */
    private static final int IMAGEIO_BYTES_PER_PIXEL = 8;

    private static final int SEARCH_BYTES_PER_PIXEL = 4;
    private static final int TURN_BYTES_PER_PIXEL = 4;
    private static final int ALPHA_BYTES_PER_PIXEL = 8;

    private static final long CODEC_BYTES = 2 * 1024 * 1024;

    abstract long decoderBytes(Decoding decoding, Dimensions wanted);

    /** Whether the complete file is in memory while it is decoded. */
    abstract boolean keepsFile(ContentType type);

    /** Estimates the memory of {@link Codec#render}, in bytes. */
    public long renderBytes(Decoding decoding, long fileBytes, Rendition rendition) {
        RenditionDefinition definition = rendition.definition();
        Dimensions scaled = definition.scaled(decoding.displayed());
        long pixels = Math.max(scaled.pixels(), definition.of(decoding.displayed()).pixels());
        // To find the part to keep, the picture is scaled before, and read several times.
        long searched = definition.gravity() == Gravity.CENTRE ? 0 : scaled.pixels() * SEARCH_BYTES_PER_PIXEL;
        // A transparent canvas has an alpha channel, which is encoded separately.
        boolean isClear = definition.fit() == Fit.CONTAIN && rendition.format() != ContentType.JPEG;
        long alpha = isClear ? pixels * ALPHA_BYTES_PER_PIXEL : 0;
        // The scaled picture is in memory while it is turned.
        long turned = decoding.orientation() == 1 ? 0 : scaled.pixels() * TURN_BYTES_PER_PIXEL;
        return decodeBytes(decoding, fileBytes)
                + decoderBytes(decoding, scaled)
                + searched
                + turned
                + alpha
                + pixels * Output.of(rendition.format()).bytesPerPixel(definition);
    }

    /** Estimates the memory of {@link Codec#placeholder}, in bytes. */
    public long placeholderBytes(Decoding decoding, long fileBytes) {
        return decodeBytes(decoding, fileBytes)
                + decoderBytes(decoding, ThumbHash.sizeFor(decoding.displayed()));
    }

    private long decodeBytes(Decoding decoding, long fileBytes) {
        long columnBytes = decoding.type() == ContentType.JPEG ? JPEG_COLUMN_BYTES : COLUMN_BYTES;
        return decoding.frameBytes()
                + columnBytes * decoding.stored().width()
                + (keepsFile(decoding.type()) ? fileBytes : 0)
                + CODEC_BYTES;
    }
}
