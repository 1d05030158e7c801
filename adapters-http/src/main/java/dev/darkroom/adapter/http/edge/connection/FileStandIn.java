package dev.darkroom.adapter.http.edge.connection;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Buffers that represent bytes of a file without containing them. They share one block of memory and are recognised by its address. */
public final class FileStandIn {
    /** The maximum size of one buffer. */
    public static final int MAX_BYTES = 512 * 1024;

    private static final ByteBuffer MEMORY = ByteBuffer.allocateDirect(MAX_BYTES).asReadOnlyBuffer();
    private static final long ADDRESS = MemorySegment.ofBuffer(MEMORY).address();

    private FileStandIn() {}

    /** @param length in bytes, at most {@link #MAX_BYTES} */
    static ByteBuffer ofLength(long length) {
        return MEMORY.slice(0, (int) length);
    }

    static boolean is(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            return false;
        }
        long offset = MemorySegment.ofBuffer(buffer).address() - ADDRESS;
        return buffer.hasRemaining() && offset >= 0 && offset < MAX_BYTES;
    }
}
