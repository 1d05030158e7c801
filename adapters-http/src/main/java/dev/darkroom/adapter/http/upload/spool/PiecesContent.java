package dev.darkroom.adapter.http.upload.spool;

import dev.darkroom.domain.model.object.Content;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A picture in memory that is reused for other pictures after {@link #close}. After that its readers fail, so that none of them reads another
 * picture. Thread-safe.
 */
final class PiecesContent implements Content, AutoCloseable {
    private final List<byte[]> pieces;
    private final long sizeBytes;
    private boolean isClosed;

    /** @param pieces blocks of {@link SpoolMemory#PIECE_BYTES}, all full except the last */
    PiecesContent(List<byte[]> pieces, long sizeBytes) {
        this.pieces = pieces;
        this.sizeBytes = sizeBytes;
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public InputStream open() {
        return new Reader();
    }

    @Override
    public synchronized void close() {
        isClosed = true;
    }

    /** Copies bytes of one piece. */
    private synchronized int copy(long at, byte[] buffer, int offset, int length) throws IOException {
        if (isClosed) {
            throw new IOException("The upload of this picture has ended");
        }
        int inPiece = (int) (at % SpoolMemory.PIECE_BYTES);
        int count = (int) Math.min(Math.min(length, SpoolMemory.PIECE_BYTES - inPiece), sizeBytes - at);
        System.arraycopy(pieces.get((int) (at / SpoolMemory.PIECE_BYTES)), inPiece, buffer, offset, count);
        return count;
    }

    private final class Reader extends InputStream {
        private long at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (at == sizeBytes) {
                return -1;
            }
            int count = copy(at, buffer, offset, length);
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
