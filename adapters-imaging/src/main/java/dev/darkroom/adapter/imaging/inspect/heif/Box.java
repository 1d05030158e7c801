package dev.darkroom.adapter.imaging.inspect.heif;

import dev.darkroom.adapter.imaging.inspect.file.Refusal;
import dev.darkroom.adapter.imaging.inspect.file.Source;
import java.io.IOException;

/**
 * A box of an ISO base media file (ISO/IEC 14496-12, section 4.2).
 *
 * @param start the position of its size field
 * @param payload the position after its header
 * @param end the position after the box
 */
record Box(String type, long start, long payload, long end) {
    private static final int HEADER_BYTES = 8;
    /** A 64-bit size follows the type. */
    private static final int SIZE_IS_LARGE = 1;
    /** The box extends to the end of the file. */
    private static final int SIZE_IS_REST = 0;

    /**
     * Reads a box. It must end within its parent, which ends at {@code limit}.
     *
     * @throws Refusal.CutShort if it does not, and the parent is the file
     * @throws Refusal.Damaged if it does not, and the parent is a box; or if the size is impossible
     */
    static Box read(Source source, long at, long limit) throws IOException, Refusal {
        source.countPart();
        require(at + HEADER_BYTES <= limit, source, limit);
        long size = source.u32(at);
        long payload = at + HEADER_BYTES;
        if (size == SIZE_IS_LARGE) {
            require(at + 2 * HEADER_BYTES <= limit, source, limit);
            size = source.u32(payload) << 32 | source.u32(payload + 4);
            payload += HEADER_BYTES;
        } else if (size == SIZE_IS_REST && limit == source.size()) {
            size = limit - at;
        }
        if (size < payload - at) {
            throw new Refusal.Damaged("The AVIF or HEIF file has a box of an impossible size.");
        }
        require(size <= limit - at, source, limit);
        return new Box(source.fourCc(at + 4), at, payload, at + size);
    }

    private static void require(boolean fits, Source source, long limit) throws Refusal {
        if (!fits) {
            throw limit == source.size()
                    ? new Refusal.CutShort()
                    : new Refusal.Damaged("The AVIF or HEIF file has a box that extends past its parent.");
        }
    }

    /** The position of the fields after the version and the flags, in a box that has them. */
    long afterVersion() {
        return payload + 4;
    }
}
