package dev.darkroom.adapter.http.upload.spool;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Memory that is shared by all arriving pictures, so that a small picture needs no temporary file. It is reused, so that uploads leave little
 * work to the garbage collector. Thread-safe.
 */
public final class SpoolMemory {
    /** The memory consists of pieces of this size. */
    static final int PIECE_BYTES = 64 * 1024;

    /** A larger picture is written to a file completely. */
    static final int MAX_PIECES_EACH = 16;

    private final Semaphore pieces;
    private final ConcurrentLinkedQueue<byte[]> unused = new ConcurrentLinkedQueue<>();

    /** @param bytes the total size for all pictures */
    public SpoolMemory(long bytes) {
        this.pieces = new Semaphore((int) (bytes / PIECE_BYTES));
    }

    /** Takes a piece, which contains bytes of an earlier picture, or returns null if none is free. */
    byte @Nullable [] take() {
        if (!pieces.tryAcquire()) {
            return null;
        }
        byte[] piece = unused.poll();
        return piece == null ? new byte[PIECE_BYTES] : piece;
    }

    /** Returns pieces, which must no longer be read or written. */
    void release(List<byte[]> taken) {
        unused.addAll(taken);
        pieces.release(taken.size());
    }
}
