package dev.darkroom.adapter.imaging.render;

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
 * Answers the signal {@code read} of a {@code VipsSourceCustom} from a stream. libvips may call it on threads of its own, one
 * at a time.
 */
public final class StreamReader {
    /** {@code gint64 read(VipsSourceCustom *source, void *buffer, gint64 length, gpointer user_data)}. */
    public static final FunctionDescriptor TYPE = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS);

    /** {@link #read}, with the reader as its first argument. */
    public static final MethodHandle HANDLE = handle();

    private static final int MOST_AT_ONCE_BYTES = 64 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[MOST_AT_ONCE_BYTES];
    private volatile @Nullable IOException failure;

    public StreamReader(InputStream in) {
        this.in = in;
    }

    private static MethodHandle handle() {
        try {
            return MethodHandles.lookup()
                    .findVirtual(StreamReader.class, "read", MethodType.methodType(
                            long.class, MemorySegment.class, MemorySegment.class, long.class, MemorySegment.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("The method is below", e);
        }
    }

    /** The number of bytes read, 0 at the end, -1 when it fails. Whatever is thrown here would end the process. */
    @SuppressWarnings({"restricted", "unused"}) // a buffer of native code, and arguments that come whether needed or not
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

    /** Throws what a read threw. */
    public void rethrow() throws IOException {
        IOException e = failure;
        if (e != null) {
            throw e;
        }
    }
}
