package dev.darkroom.adapter.http;

import dev.darkroom.domain.model.Content;
import java.io.InputStream;
import java.util.List;

/**
 * A picture in memory.
 *
 * @param pieces full ones of {@link SpoolMemory#PIECE_BYTES}, but for the last
 */
record PiecesContent(List<byte[]> pieces, long sizeBytes) implements Content {
    @Override
    public InputStream open() {
        return new Reader();
    }

    private final class Reader extends InputStream {
        private long at;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (at == sizeBytes) {
                return -1;
            }
            int inPiece = (int) (at % SpoolMemory.PIECE_BYTES);
            int count = (int) Math.min(
                    Math.min(length, SpoolMemory.PIECE_BYTES - inPiece), sizeBytes - at);
            System.arraycopy(pieces.get((int) (at / SpoolMemory.PIECE_BYTES)), inPiece, buffer, offset, count);
            at += count;
            return count;
        }

        @Override
        public long skip(long count) {
            long skipped = Math.clamp(count, 0, sizeBytes - at);
            at += skipped;
            return skipped;
        }
    }
}
