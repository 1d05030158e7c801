package dev.darkroom.adapter.imaging.render;

import dev.darkroom.adapter.imaging.Decoding;
import dev.darkroom.adapter.imaging.PixelLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A picture that can be decoded while it arrives.
 *
 * @param bytes from the first one
 */
record ArrivingPicture(Decoding decoding, InputStream bytes) {
    /** A JPEG of a camera has 64 KiB of Exif before its pixels, and perhaps a profile. */
    private static final int FIRST_LOOK_BYTES = 32 * 1024;

    private static final int LAST_LOOK_BYTES = 512 * 1024;

    /** Waits for as many bytes as it takes to tell; empty when it can't be decoded so, or is not accepted. */
    static Optional<ArrivingPicture> of(InputStream arriving, PixelLimits limits) throws IOException {
        byte[] first = {};
        for (int wanted = FIRST_LOOK_BYTES; wanted <= LAST_LOOK_BYTES; wanted *= 2) {
            byte[] more = arriving.readNBytes(wanted - first.length);
            int known = first.length;
            first = Arrays.copyOf(first, known + more.length);
            System.arraycopy(more, 0, first, known, more.length);
            Optional<Decoding> decoding = Decoding.ofFirst(first, limits);
            if (decoding.isPresent()) {
                return Optional.of(new ArrivingPicture(
                        decoding.get(), new SequenceInputStream(new ByteArrayInputStream(first), arriving)));
            }
            if (!isJpeg(first) || first.length < wanted) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean isJpeg(byte[] first) {
        return first.length > 2 && first[0] == (byte) 0xFF && first[1] == (byte) 0xD8;
    }
}
