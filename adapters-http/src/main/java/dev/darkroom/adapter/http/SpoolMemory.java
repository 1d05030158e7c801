package dev.darkroom.adapter.http;

import java.util.concurrent.Semaphore;

/** Memory that all arriving pictures share: a small picture needs no temporary file while there is some. Thread-safe. */
final class SpoolMemory {
    /** In pieces of so many bytes, which a garbage collector moves easily. */
    static final int PIECE_BYTES = 64 * 1024;

    /** Larger pictures go to a file as a whole. */
    static final int MAX_PIECES_EACH = 16;

    private final Semaphore pieces;

    /** @param bytes for all pictures at once */
    SpoolMemory(long bytes) {
        this.pieces = new Semaphore((int) (bytes / PIECE_BYTES));
    }

    /** Takes memory for a piece, if there is some. */
    boolean take() {
        return pieces.tryAcquire();
    }

    /** Gives it back. */
    void release(int count) {
        pieces.release(count);
    }
}
