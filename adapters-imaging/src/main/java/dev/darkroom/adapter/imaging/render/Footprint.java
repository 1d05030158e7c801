package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.inspect.file.Decoding;
import dev.darkroom.adapter.imaging.placeholder.ThumbHash;
import dev.darkroom.domain.model.object.ContentType;
import dev.darkroom.domain.model.object.Dimensions;
import dev.darkroom.domain.model.object.Rendition;

/** How much memory a codec takes for a picture, beside what it holds when it is idle. */
public enum Footprint {
    /** Rows stream through libvips where the format allows it. */
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

    /** ImageIO keeps each row and column that is read. */
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
     * What libvips holds of each column while rows stream through it: 6.9 KB were measured for a PNG of 10,000 × 10,000 RGB
     * pixels. For a JPEG, which its decoder shrinks, it is less than a quarter.
     */
    private static final long COLUMN_BYTES = 8 * 1024;
    private static final long JPEG_COLUMN_BYTES = 2 * 1024;
    /** Of a picture as read, of 16 bits a sample, and of what becomes of it. */
    private static final int IMAGEIO_BYTES_PER_PIXEL = 8;

    private static final long CODEC_BYTES = 2 * 1024 * 1024;

    abstract long decoderBytes(Decoding decoding, Dimensions wanted);

    /** Whether the file is in memory as a whole while it is decoded. */
    abstract boolean keepsFile(ContentType type);

    /** For {@link Codec#render}. */
    public long renderBytes(Decoding decoding, long fileBytes, Rendition rendition) {
        Dimensions scaled = rendition.name().scaled(decoding.displayed());
        return decodeBytes(decoding, fileBytes)
                + decoderBytes(decoding, scaled)
                + scaled.pixels() * Output.of(rendition.format()).bytesPerPixel();
    }

    /** For {@link Codec#placeholder}. */
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
