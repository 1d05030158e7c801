package dev.darkroom.adapter.http.upload.spool;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Memory that all arriving pictures share: a small picture needs no temporary file while there is some. It is used again and again, so
 * that uploads leave little to the garbage collector. Thread-safe.
 */
public final class SpoolMemory {
    /** The memory consists of pieces of this size. */
    static final int PIECE_BYTES = 64 * 1024;

    /** Larger pictures go to a file as a whole. */
    static final int MAX_PIECES_EACH = 16;

    private final Semaphore pieces;
    private final ConcurrentLinkedQueue<byte[]> unused = new ConcurrentLinkedQueue<>();

    /** @param bytes for all pictures at once */
    public SpoolMemory(long bytes) {
        this.pieces = new Semaphore((int) (bytes / PIECE_BYTES));
    }

    /** Takes a piece, whose bytes are those of an earlier picture; null if there is none. */
    byte @Nullable [] take() {
        if (!pieces.tryAcquire()) {
            return null;
        }
        byte[] piece = unused.poll();
        return piece == null ? new byte[PIECE_BYTES] : piece;
    }

    /** Gives pieces back, which nobody reads or writes any more. */
    void release(List<byte[]> taken) {
        unused.addAll(taken);
        pieces.release(taken.size());
    }
}
