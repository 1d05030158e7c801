package dev.darkroom.adapter.imaging.render.vips;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Handles the signal {@code read} of a {@code VipsSourceCustom} by reading a stream. libvips may call it on any thread,
 * one call at a time.
 */
final class StreamReader {
    /** {@code gint64 read(VipsSourceCustom *source, void *buffer, gint64 length, gpointer user_data)}. */
    static final FunctionDescriptor TYPE = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS);

    /** The method {@link #read}; the reader is its first argument. */
    static final MethodHandle HANDLE = handle();

    private static final int MAX_READ_BYTES = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[MAX_READ_BYTES];
    private volatile @Nullable IOException failure;

    StreamReader(InputStream in) {
        this.in = in;
    }

    private static MethodHandle handle() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(StreamReader.class, "read", MethodType.methodType(
                            long.class, MemorySegment.class, MemorySegment.class, long.class, MemorySegment.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("StreamReader has no method read", e);
        }
    }

    /**
     * Returns the number of bytes read, 0 at the end, -1 if the read fails. An exception would terminate the process.
     */
    @SuppressWarnings({"restricted", "unused"}) // a native buffer, and parameters of the signal that are not needed
    private long read(MemorySegment source, MemorySegment target, long length, MemorySegment userData) {
        try {
            int count = in.read(buffer, 0, (int) Math.min(length, buffer.length));
            if (count <= 0) {
                return 0;
            }
            MemorySegment.copy(buffer, 0, target.reinterpret(count), ValueLayout.JAVA_BYTE, 0, count);
            return count;
        } catch (IOException e) {
            failure = e;
            return -1;
        } catch (Throwable e) {
            return -1;
        }
    }

    /** Throws the exception of a failed read, if there was one. */
    void rethrow() throws IOException {
        IOException e = failure;
        if (e != null) {
            throw e;
        }
    }
}
